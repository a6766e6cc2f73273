"""The plugs of a row."""

import pytest

from stations.search.query import PlugFilter
from stations.web import plugs
from tests.fakes.documents import CCS_150, CHADEMO_50, TYPE2_22, document, evse

CCS = ("IEC_62196_T2_COMBO",)


@pytest.mark.parametrize(
    ("standard", "icon"),
    [
        ("IEC_62196_T1", "plug-type1"),
        ("IEC_62196_T2", "plug-type2"),
        ("IEC_62196_T1_COMBO", "plug-ccs1"),
        ("IEC_62196_T2_COMBO", "plug-ccs2"),
        ("CHADEMO", "plug-chademo"),
        ("SAE_J3400", "plug-nacs"),
        ("TESLA_S", "plug-tesla"),
        ("GBT_DC", "plug-gbt"),
        ("DOMESTIC_F", "plug-domestic"),
        ("NEMA_5_20", "plug-domestic"),
        ("MCS", "plug-other"),
        ("x_NEMA_5_15", "plug-other"),
        (None, "plug-unknown"),
    ],
)
def test_every_plug_has_a_face(standard: str | None, icon: str) -> None:
    assert plugs.icon(standard) == icon


def test_equal_plugs_are_counted_and_the_strongest_comes_first() -> None:
    station = document(evses=(evse("1", TYPE2_22), evse("2", TYPE2_22), evse("3", CCS_150, CHADEMO_50)))
    found = [(str(line.label), line.power, line.count) for line in plugs.lines(station, PlugFilter())]
    assert found == [("CCS 2", "150 kW", 1), ("CHAdeMO", "50 kW", 1), ("Type 2", "22 kW", 2)]


def test_plugs_that_were_searched_for_come_first_and_are_marked() -> None:
    station = document(evses=(evse("1", TYPE2_22, CCS_150),))
    lines = plugs.lines(station, PlugFilter(standards=("IEC_62196_T2",)))
    assert [(line.icon, line.wanted) for line in lines] == [("plug-type2", True), ("plug-ccs2", False)]


@pytest.mark.parametrize("status", ["REMOVED", "PLANNED"])
def test_plugs_that_are_not_there_are_not_counted(status: str) -> None:
    station = document(evses=(evse("1", CCS_150, status=status), evse("2", TYPE2_22)))
    assert [line.icon for line in plugs.lines(station, PlugFilter())] == ["plug-type2"]


@pytest.mark.parametrize(
    ("wanted", "standard", "watts", "fits"),
    [
        (PlugFilter(CCS, 150_000), "IEC_62196_T2_COMBO", 150_000, True),
        (PlugFilter(CCS, 150_000), "IEC_62196_T2_COMBO", 149_999, False),
        (PlugFilter(CCS, 150_000), "CHADEMO", 150_000, False),
        (PlugFilter(CCS, 150_000), "IEC_62196_T2_COMBO", None, False),
        (PlugFilter(CCS), "IEC_62196_T2_COMBO", None, True),
        (PlugFilter(max_power=22_000), "IEC_62196_T2", 22_000, True),
        (PlugFilter(max_power=22_000), "IEC_62196_T2", None, False),
        (PlugFilter(known_power=True), "IEC_62196_T2", None, False),
    ],
)
def test_plug_fits_only_when_it_has_both_standard_and_power(
    wanted: PlugFilter, standard: str, watts: int | None, fits: bool
) -> None:
    assert plugs.fits(standard, watts, wanted) is fits
