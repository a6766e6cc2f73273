"""IRVE files from bytes to stations and states."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import Refused, SourceFile
from stations.sources.feeds.fr_irve import France
from stations.sources.registry import get_feed

FIXTURES = Path(__file__).parents[4] / "fixtures" / "fr-irve"


def parsed(path: Path) -> list[Parsed | Refusal]:
    return list(France().parse(SourceFile(path), skipped=lambda reason: None))


def stations(name: str) -> dict[str, StationRecord]:
    return {found.station.native_id: found.station for found in parsed(FIXTURES / name) if isinstance(found, Parsed)}


def refusals(name: str) -> list[Refusal]:
    return [found for found in parsed(FIXTURES / name) if isinstance(found, Refusal)]


def written(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_source_is_found_by_its_uid() -> None:
    feed = get_feed("fr-irve")
    assert (feed.live, feed.licence.open, feed.countries) == (True, True, ("FRA",))
    assert feed.request(None) and feed.status_request(None)


def test_the_consolidated_file_is_read() -> None:
    found = stations("consolidated.csv")
    assert [len(station.evses) for station in found.values()] == [3, 1, 1, 1]
    clairval = found["FRVLTPCLAIR01"]
    assert (clairval.latitude, clairval.longitude) == (43.412345, -0.512345)
    assert (clairval.address, clairval.postal_code, clairval.city) == ("3 place de la Halle", "64321", "Clairval")
    assert (clairval.access, clairval.price_text, clairval.max_height_cm) == ("PUBLIC", "0,35 € / kWh", 220)
    assert (clairval.free_of_charge, clairval.no_registration, clairval.wheelchair) == (False, True, True)


def test_a_domestic_socket_of_a_fast_charger_has_no_150_kw() -> None:
    point = stations("consolidated.csv")["FRVLTPCLAIR01"].evses[2]
    assert {found.uid: found.max_electric_power for found in point.connectors} == {
        "ccs": 150_000,
        "t2": 43_000,
        "ef": 3_700,
    }


def test_a_point_published_twice_is_one_evse() -> None:
    evses = stations("consolidated.csv")["FRVLTPCLAIR01"].evses
    assert [evse.uid for evse in evses] == ["FRVLTECLAIR011", "FRVLTECLAIR012", "FRVLTECLAIR013"]
    assert evses[0].connectors[0].max_electric_power == 22_000


def test_a_power_in_watts_is_one_and_marked() -> None:
    (plug,) = stations("consolidated.csv")["FRVLTPBOIS02"].evses[0].connectors
    assert plug.max_electric_power == 7_360
    assert "max_electric_power" in plug.assumed


def test_a_swapped_position_gives_way_to_the_checked_one() -> None:
    station = stations("consolidated.csv")["FRVLTPBOIS02"]
    assert (station.latitude, station.longitude) == (43.501, -0.601)


def test_a_day_of_zeros_is_unknown() -> None:
    assert stations("consolidated.csv")["FRVLTPBOIS02"].opened_on is None


def test_opening_hours_of_a_week() -> None:
    hours = stations("consolidated.csv")["FRVLTPBOIS02"].hours
    assert hours is not None and len(hours.regular) == 10


def test_a_station_without_a_position_is_refused() -> None:
    (refusal,) = refusals("consolidated.csv")
    assert (refusal.rule, refusal.field, refusal.native_id) == ("coordinates_missing", "coordinates", "FRVLTPNULL03")


def test_any_subset_of_columns_is_read_with_a_slip_in_a_header() -> None:
    (station,) = stations("subset_with_slip.csv").values()
    assert (station.native_id, station.address, station.city) == ("FRVLTPPORT09", "9 quai Nord", "Port-Ligat")


def test_a_station_published_twice_without_ids_has_each_point_once() -> None:
    (station,) = stations("subset_with_slip.csv").values()
    assert [evse.uid for evse in station.evses] == ["ccs-180-1", "ccs-180-2", "t2-22-1"]


def test_the_first_schema_is_read() -> None:
    found = stations("schema_v1.csv")
    market = found["FRS64P64987001"]
    assert (market.hours is not None and market.hours.twentyfourseven, market.free_of_charge) == (True, False)
    assert [evse.evse_id for evse in market.evses] == ["FR*S64*E64987*001*1", "FR*S64*E64987*001*2"]
    assert (found["FRS64P64987002"].operational, found["FRS64P64987002"].free_of_charge) == (False, True)
    assert [refusal.native_id for refusal in refusals("schema_v1.csv")] == ["FRS64P64987004"]


def test_a_row_that_slipped_is_moved_back() -> None:
    station = stations("schema_v1.csv")["FRS64P64987003"]
    assert (station.latitude, station.longitude, station.name) == (43.50125, -0.60125, "Boisjoli, Tilleuls")


def test_live_states() -> None:
    states = list(France().statuses(SourceFile(FIXTURES / "dynamic.csv")))
    assert [(state.key, state.status) for state in states] == [
        ("FRVLTECLAIR011", "AVAILABLE"),
        ("FRVLTECLAIR012", "CHARGING"),
        ("FRVLTECLAIR013", "OUTOFORDER"),
        ("FRVLTEBOIS021", "OUTOFORDER"),
    ]
    assert states[0].observed_at == datetime(2026, 1, 15, 11, 35, 49, tzinfo=UTC)


def test_a_state_whose_time_has_no_offset_has_no_time() -> None:
    assert list(France().statuses(SourceFile(FIXTURES / "dynamic.csv")))[-1].observed_at is None


def test_states_and_stations_meet_in_the_ids_of_the_points() -> None:
    uids = {evse.uid for station in stations("consolidated.csv").values() for evse in station.evses}
    assert {state.key for state in France().statuses(SourceFile(FIXTURES / "dynamic.csv"))} <= uids


@pytest.mark.parametrize(
    ("state", "occupation", "plugs", "status"),
    [
        ("en_service", "libre", "", "AVAILABLE"),
        ("en_service", "occupe", "", "CHARGING"),
        ("en_service", "occupé", "", "CHARGING"),
        ("en_service", "reserve", "", "RESERVED"),
        ("en_service", "inconnu", "", "UNKNOWN"),
        ("en_service", "", "", "UNKNOWN"),
        ("EN_SERVICE", "LIBRE", "", "AVAILABLE"),
        ("hors_service", "libre", "", "OUTOFORDER"),
        ("inconnu", "libre", "", "UNKNOWN"),
        ("", "libre", "", "UNKNOWN"),
        ("en_service", "libre", "hors_service", "OUTOFORDER"),
        ("en_service", "libre", "fonctionnel", "AVAILABLE"),
        ("en_service", "libre", "inconnu", "AVAILABLE"),
    ],
)
def test_each_state_of_a_point(tmp_path: Path, state: str, occupation: str, plugs: str, status: str) -> None:
    header = "id_pdc_itinerance,etat_pdc,occupation_pdc,horodatage,etat_prise_type_2"
    path = written(tmp_path, f"{header}\nFRVLTE1,{state},{occupation},2026-01-15T12:00:00+00:00,{plugs}\n")
    assert [found.status for found in France().statuses(SourceFile(path))] == [status]


@pytest.mark.parametrize("time", ["", "hier", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+10:00"])
def test_a_time_that_is_none_leaves_the_state(tmp_path: Path, time: str) -> None:
    header = "id_pdc_itinerance,etat_pdc,occupation_pdc,horodatage"
    path = written(tmp_path, f"{header}\nFRVLTE1,en_service,libre,{time}\n")
    assert [found.observed_at for found in France().statuses(SourceFile(path))] == [None]


def test_too_many_and_too_few_cells_are_borne(tmp_path: Path) -> None:
    header = "nom_station,id_station_itinerance,puissance_nominale,prise_type_2,coordonneesXY"
    path = written(tmp_path, f'{header}\nA,FRVLTP1,22,true,"[-0.5,43.4]",x,y\nB\nC,FRVLTP3,22,true,"[-0.6,43.4]"\n')
    found = parsed(path)
    assert [type(one) for one in found] == [Parsed, Refusal, Parsed]
    assert isinstance(found[0], Parsed) and isinstance(found[0].raw, dict)
    assert found[0].raw["points"][0]["extra"] == ["x", "y"]


def test_a_record_that_cant_be_read_is_refused_and_stops_nothing(tmp_path: Path) -> None:
    header = "nom_station,id_station_itinerance,puissance_nominale,prise_type_2,coordonneesXY"
    path = written(tmp_path, f'{header}\n"{"x" * 200_000}\nA,FRVLTP1,22,true,"[-0.5,43.4]"\n')
    assert [found.rule for found in parsed(path) if isinstance(found, Refusal)] == ["malformed_row"]


def test_another_file_is_not_taken_for_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no header"):
        parsed(written(tmp_path, "<html><title>404</title></html>\n"))


def test_a_record_of_another_shape_is_refused() -> None:
    with pytest.raises(Refused, match="no group"):
        France().station([])
    assert France().native_id([]) is None
