"""Real files of French charging points: how much of them arrives, and stations checked against their rows."""

from datetime import UTC, datetime
from functools import cache

import pytest

from stations.records import ConnectorRecord, Parsed, Refusal, StationRecord
from stations.sources.base import SourceFile
from stations.sources.feeds.fr_irve import France
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data

V1, V2, EXAMPLE = "bornes-IRVE_etalab_2019.csv.gz", "irve_init_lia.csv.gz", "exemple-valide-statique.csv"


@cache
def parsed(name: str) -> list[Parsed | Refusal]:
    return list(France().parse(SourceFile(real_data() / "irve" / name), skipped=lambda reason: None))


def station(name: str, native_id: str) -> StationRecord:
    return next(
        found.station for found in parsed(name) if isinstance(found, Parsed) and found.station.native_id == native_id
    )


def rows(found: Parsed | Refusal) -> int:
    assert isinstance(found.raw, dict)
    return len(found.raw["points"])


def plugs(evse: int, record: StationRecord) -> list[tuple[str | None, int | None]]:
    return [(plug.standard, plug.max_electric_power) for plug in record.evses[evse].connectors]


def assumed_powers(connectors: tuple[ConnectorRecord, ...]) -> list[str]:
    return [plug.uid for plug in connectors if "max_electric_power" in plug.assumed]


@pytest.mark.parametrize(("name", "count", "lost"), [(V1, 10_030, 6), (V2, 4_097, 0), (EXAMPLE, 2, 0)])
def test_nearly_every_row_is_read(name: str, count: int, lost: int) -> None:
    found = parsed(name)
    assert sum(map(rows, found)) == count
    assert sum(rows(one) for one in found if isinstance(one, Refusal)) == lost
    assert lost <= count / 100


@pytest.mark.parametrize("name", [V1, V2, EXAMPLE])
def test_names_of_stations_are_unique_and_every_one_has_a_plug(name: str) -> None:
    records = [found.station for found in parsed(name) if isinstance(found, Parsed)]
    assert len({record.native_id for record in records}) == len(records)
    assert all(evse.connectors for record in records for evse in record.evses)
    assert all(len({evse.uid for evse in record.evses}) == len(record.evses) for record in records)


@pytest.mark.parametrize("name", [V1, V2])
def test_a_second_reading_gives_the_same_stations(name: str) -> None:
    again = list(France().parse(SourceFile(real_data() / "irve" / name), skipped=lambda reason: None))
    assert again == parsed(name)


def test_a_town_square_of_the_first_schema() -> None:
    record = station(V1, "FRS64P64191001")
    assert (record.latitude, record.longitude) == (43.1819056, -0.242255)
    assert (record.address, record.postal_code, record.city) == ("Rue De La Gare", "64800", "COARRAZE")
    assert [evse.evse_id for evse in record.evses] == ["FR*S64*E64191*001*1", "FR*S64*E64191*001*2"]
    assert plugs(0, record) == [("IEC_62196_T2", 18_000), ("DOMESTIC_E", 3_700)]
    assert (record.free_of_charge, record.hours is not None and record.hours.twentyfourseven) == (False, True)


def test_a_row_whose_cells_slipped() -> None:
    record = station(V1, "FRCN1PXYWNYBAG")
    assert (record.latitude, record.longitude) == (46.1242, 6.09447)
    assert (record.name, record.city, record.suboperator) == ("Neydens, Envignes 1 (Droite)", "Neydens", "Move in Pure")
    assert [uid for uid, _ in plugs(0, record)] == ["IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T2"]


def test_a_point_in_two_datasets_with_two_spellings_of_its_id() -> None:
    record = station(V1, "FRSEOPAB79049P008A")
    assert [evse.uid for evse in record.evses] == ["FRSEOEAB79049P008A11", "FRSEOEAB79049P008A12"]


def test_one_id_for_two_places_in_one_town() -> None:
    port, square = station(V1, "FRS89P89345A"), station(V1, "FRS89P89345A@48.002,3.728")
    assert (port.address, square.address) == ("Place du Port", "Place Louis Dubost")
    assert (port.free_of_charge, port.last_updated) == (False, datetime(2018, 9, 5, tzinfo=UTC))


def test_a_network_placed_at_the_middle_of_its_towns_stays_apart() -> None:
    names = {f"FRSODPSDE7{number}" for number in (22, 70, 23, 21, 69)}
    assert {station(V1, name).name for name in names} >= {"LE TILLEUL", "Etretat Place de la Mairie"}


def test_superchargers_published_twice_are_counted_once() -> None:
    record = station(V2, "FRTSLP29155")
    assert len(record.evses) == 16
    assert {plug.max_electric_power for evse in record.evses for plug in evse.connectors} == {250_000}


def test_a_station_published_by_two_brands_of_its_operator() -> None:
    assert len(station(V2, "FRVIAP122056").evses) == 18
    assert len(station(V2, "FRALLPGO500005").evses) == 4
    assert len(station(V2, "FRIZFPFAST327").evses) == 3


def test_cabinets_of_one_site_are_one_station() -> None:
    record = station(V2, "FRIENP000301")
    assert (len(record.evses), record.address) == (4, "Route de Boudouland")


def test_non_concerne_is_several_stations() -> None:
    garage = [
        found.station for found in parsed(V2) if isinstance(found, Parsed) and "Bougeard" in str(found.station.name)
    ]
    assert [(record.latitude, record.longitude) for record in garage] == [(47.872924, -1.877296)]
    assert garage[0].native_id.startswith("loc-")


def test_a_reserved_station_with_hours() -> None:
    record = station(V2, "FRZEEP89971369")
    assert (record.access, record.opened_on, record.no_registration) == ("RESTRICTED", None, False)
    assert record.hours is not None and len(record.hours.regular) == 5


def test_a_charger_with_two_direct_plugs_and_one_power() -> None:
    record = station(V2, "FRS56PFCQHSR")
    assert plugs(0, record) == [("IEC_62196_T2_COMBO", 20_000), ("CHADEMO", 20_000)]
    assert assumed_powers(record.evses[0].connectors) == ["chademo"]


def test_the_schemas_own_example() -> None:
    (record,) = [found.station for found in parsed(EXAMPLE) if isinstance(found, Parsed)]
    assert (record.latitude, record.longitude, record.max_height_cm) == (48.345345, 7.487105, 200)
    assert (record.wheelchair, record.price_text, record.postal_code) == (True, "0.40€ / kwh", "75001")


def test_the_schemas_own_states() -> None:
    states = list(France().statuses(SourceFile(real_data() / "irve" / "exemple-valide-dynamique.csv")))
    assert [(state.key, state.status) for state in states] == [
        ("FRA68P68021001", "AVAILABLE"),
        ("ESZUNE1111ER7", "AVAILABLE"),
    ]
