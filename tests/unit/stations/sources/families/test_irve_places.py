"""Which charging points of an IRVE file stand at one place."""

from typing import Any

import pytest

from stations.sources.families.irve_places import places


def row(number: int, **cells: str) -> dict[str, Any]:
    return {
        "id_pdc_itinerance": f"FRVLTE{number}",
        "nom_operateur": "Voltéa",
        "nom_station": "Halle",
        "adresse_station": "3 place de la Halle 64321 Clairval",
        "code_insee_commune": "64987",
        "consolidated_latitude": "43.412345",
        "consolidated_longitude": "-0.512345",
        **cells,
    }


def grouped(*rows: dict[str, Any]) -> dict[str, list[str]]:
    return {
        place["station"]: sorted(point["id_pdc_itinerance"].removeprefix("FRVLTE") for point in place["points"])
        for place in places(rows)
    }


def test_points_of_one_station_id_are_one_station_wherever_they_stand_in_the_file() -> None:
    ids = [{"id_station_itinerance": name} for name in ("FRVLTP01", "FRVLTP02", "FRVLTP01")]
    far = {"adresse_station": "elsewhere", "consolidated_latitude": "44"}
    found = grouped(row(1, **ids[0]), row(2, **ids[1], **far), row(3, **ids[2]))
    assert found == {"FRVLTP01": ["1", "3"], "FRVLTP02": ["2"]}


def test_spellings_of_a_station_id_are_one() -> None:
    assert grouped(row(1, id_station_itinerance="FR*VLT*P01"), row(2, id_station_itinerance="FRVLTP01")) == {
        "FRVLTP01": ["1", "2"]
    }


def test_fragments_of_a_site_are_joined() -> None:
    found = grouped(*(row(number, id_station_itinerance=f"FRVLTP{number:03}") for number in (7, 3, 5)))
    assert found == {"FRVLTP003": ["3", "5", "7"]}


@pytest.mark.parametrize(
    "difference",
    [
        {"nom_operateur": "Autre"},
        {"adresse_station": "9 quai Nord 64321 Clairval"},
        {"code_insee_commune": "64988"},
        {"consolidated_latitude": "43.4128"},
    ],
)
def test_fragments_that_differ_in_what_makes_a_place_stay_apart(difference: dict[str, str]) -> None:
    found = grouped(row(1, id_station_itinerance="FRVLTP01"), row(2, id_station_itinerance="FRVLTP02", **difference))
    assert found == {"FRVLTP01": ["1"], "FRVLTP02": ["2"]}


def test_a_whole_network_placed_at_one_point_stays_apart() -> None:
    streets = ("Route du Havre", "Grande Rue", "Rue de la Gare")
    rows = (
        row(number, id_station_itinerance=f"FRVLTP{number}", adresse_station=street, nom_station=f"Bourg {number}")
        for number, street in enumerate(streets)
    )
    assert len(grouped(*rows)) == 3


def test_the_spelling_of_a_street_and_its_town_does_not_part_a_site() -> None:
    other = {"adresse_station": "3, Place de la Halle, 64321 CLAIRVAL, France", "nom_station": "Voltéa - Halle"}
    assert grouped(row(1, id_station_itinerance="FRVLTP01"), row(2, id_station_itinerance="FRVLTP02", **other)) == {
        "FRVLTP01": ["1", "2"]
    }


def test_the_name_stands_for_a_street_that_is_not_told() -> None:
    rows = [
        row(n, id_station_itinerance=f"FRVLTP{n}", adresse_station="", nom_station=n_) for n, n_ in ((1, "A"), (2, "B"))
    ]
    assert len(grouped(*rows)) == 2


def test_one_id_in_two_towns_is_two_stations() -> None:
    here = {"id_station_itinerance": "FRVLTP01"}
    found = grouped(row(1, **here), row(2, **here), row(3, **here, consolidated_latitude="44.2"))
    assert found == {"FRVLTP01": ["1", "2"], "FRVLTP01@44.200,-0.512": ["3"]}


def test_one_id_with_positions_some_metres_apart_is_one_station() -> None:
    here = {"id_station_itinerance": "FRVLTP01"}
    assert grouped(row(1, **here), row(2, **here, consolidated_latitude="43.4131")) == {"FRVLTP01": ["1", "2"]}


@pytest.mark.parametrize("nothing", ["Non concerné", "Non concerne", "", "Inconnu"])
def test_non_concerne_is_never_what_points_share(nothing: str) -> None:
    other = {"consolidated_latitude": "44.2", "adresse_station": "Autre rue", "nom_operateur": "Garage"}
    found = grouped(row(1, id_station_itinerance=nothing), row(2, id_station_itinerance=nothing, **other))
    assert len(found) == 2
    assert all(name.startswith("loc-") for name in found)


def test_points_without_ids_at_one_place_are_one_station() -> None:
    assert list(grouped(row(1), row(2)).values()) == [["1", "2"]]


def test_points_without_an_id_join_the_station_at_their_place() -> None:
    assert grouped(row(1, id_station_itinerance="FRVLTP01"), row(2)) == {"FRVLTP01": ["1", "2"]}


def test_a_name_of_a_place_is_the_same_in_every_edition() -> None:
    assert grouped(row(1)).keys() == grouped(row(9, puissance_nominale="22"), row(1)).keys()


def test_rows_without_a_position_stay_with_their_station() -> None:
    nowhere = {"consolidated_latitude": "", "id_station_itinerance": "FRVLTP01"}
    assert grouped(row(1, id_station_itinerance="FRVLTP01"), row(2, **nowhere)) == {"FRVLTP01": ["1", "2"]}


def test_rows_without_position_or_id_are_told_apart_by_their_names() -> None:
    assert len(grouped(*(row(n, consolidated_latitude="", nom_station=f"Gare {n}") for n in (1, 2)))) == 2


def test_broken_records_are_places_of_their_own() -> None:
    found = list(places([{"malformed": 3}, {"malformed": 9}]))
    assert [place["points"] for place in found] == [[{"malformed": 3}], [{"malformed": 9}]]
