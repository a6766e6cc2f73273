"""EVSEs that are gone or only planned: what a station's document and its traits still take from them."""

import pytest

from stations.documents.render import Context, Terms, as_dict
from stations.documents.traits import CONTACTLESS, traits_of
from stations.records import ConnectorRecord, EvseRecord, StationRecord

CONTEXT = Context("aaaaaaaaaaaa", Terms("xx", "X", "CC0", None, True, "X", None))


def evse(uid: str, watts: int, status: str | None = None, *capabilities: str) -> EvseRecord:
    plug = ConnectorRecord("1", standard="IEC_62196_T2_COMBO", max_electric_power=watts)
    return EvseRecord(uid, (plug,), status=status, capabilities=capabilities)


@pytest.mark.parametrize(
    ("evses", "watts"),
    [
        ([evse("1", 22_000), evse("2", 150_000, "REMOVED")], 22_000),
        ([evse("1", 22_000, "OUTOFORDER"), evse("2", 150_000, "PLANNED")], 22_000),
        ([evse("1", 50_000, "PLANNED"), evse("2", 150_000, "REMOVED")], 50_000),
        ([evse("1", 150_000, "REMOVED")], None),
    ],
    ids=["one is gone", "one is planned", "none but planned", "all are gone"],
)
def test_power_of_a_station_is_that_of_its_evses_in_service(evses: list[EvseRecord], watts: int | None) -> None:
    record = StationRecord("a", 52.5, 13.4, evses=tuple(evses))
    assert as_dict(record, CONTEXT)["max_electric_power"] == watts


@pytest.mark.parametrize(("status", "bit"), [(None, CONTACTLESS), ("REMOVED", 0)])
def test_payment_at_an_evse_that_is_gone_does_not_count(status: str | None, bit: int) -> None:
    gone = evse("2", 22_000, status, "CONTACTLESS_CARD_SUPPORT")
    record = StationRecord("a", 52.5, 13.4, evses=(evse("1", 22_000), gone))
    assert traits_of(record, live=False, open_licence=True) & CONTACTLESS == bit
