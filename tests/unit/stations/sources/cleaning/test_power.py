"""Watts: stated ones judged by the plug's rating, missing ones from volts, amperes and phases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.ocpi import PowerType
from stations.sources.cleaning.plugs import MAX_POWER, RATINGS, UNRATED
from stations.sources.cleaning.power import derived, judged

CCS, CHADEMO, TYPE_1, TYPE_2 = "IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T1", "IEC_62196_T2"


@pytest.mark.parametrize(
    ("standard", "watts"),
    [
        (TYPE_2, 3_700), (TYPE_2, 7_360), (TYPE_2, 11_040), (TYPE_2, 22_170), (TYPE_2, 43_000), (TYPE_2, 43_470),
        (TYPE_2, 44_000), (TYPE_1, 7_400), (TYPE_1, 19_200), (CCS, 20_000), (CCS, 50_000), (CCS, 350_000),
        (CCS, 400_000), (CHADEMO, 62_500), ("MCS", 3_750_000), ("DOMESTIC_F", 2_300), ("DOMESTIC_F", 3_680),
        ("DOMESTIC_G", 3_000), ("NEMA_14_50", 9_600), ("SAE_J3400", 250_000), ("SAE_J3400", 11_500),
        ("IEC_60309_2_single_16", 7_360), ("GBT_DC", 1_000_000), (None, 22_000), ("x_OWN", 500),
    ],
)  # fmt: skip
def test_a_power_that_the_plug_can_give_stays(standard: str | None, watts: int) -> None:
    assert judged(watts, RATINGS.get(standard or "", UNRATED)) == (watts, None)


@pytest.mark.parametrize("watts", [0, -1, -22_000])
def test_a_power_that_is_not_positive_is_unknown(watts: int) -> None:
    assert judged(watts, RATINGS[TYPE_2]) == (None, "power_not_positive")


@pytest.mark.parametrize(
    ("standard", "said", "watts"),
    [(TYPE_2, 22, 22_000), (TYPE_2, 7, 7_000), (TYPE_2, 43, 43_000), (CCS, 50, 50_000), (CCS, 350, 350_000),
     (CHADEMO, 100, 100_000), ("DOMESTIC_F", 3, 3_000), (None, 150, 150_000), ("MCS", 999, 999_000)],
)  # fmt: skip
def test_kilowatts_given_as_watts_are_mended(standard: str | None, said: int, watts: int) -> None:
    assert judged(said, RATINGS.get(standard or "", UNRATED)) == (watts, "power_kw_as_w")


@pytest.mark.parametrize(
    ("standard", "said", "watts"),
    [(TYPE_2, 7_360_000, 7_360), (TYPE_2, 22_080_000, 22_080), ("DOMESTIC_E", 3_700_000, 3_700),
     (CCS, 50_000_000, 50_000), (CHADEMO, 62_500_000, 62_500), (None, 7_360_000, 7_360), (TYPE_1, 7_200_000, 7_200)],
)  # fmt: skip
def test_watts_given_as_kilowatts_are_mended(standard: str | None, said: int, watts: int) -> None:
    assert judged(said, RATINGS.get(standard or "", UNRATED)) == (watts, "power_w_as_kw")


@pytest.mark.parametrize(
    ("standard", "said", "watts"),
    [("DOMESTIC_E", 150_000, 3_700), ("DOMESTIC_F", 22_000, 3_700), ("DOMESTIC_J", 4_000, 3_700),
     ("NEMA_5_20", 50_000, 2_400), ("x_NEMA_5_15", 7_200, 1_800), ("NEMA_14_50", 22_000, 12_000),
     (TYPE_2, 150_000, 43_000), (TYPE_2, 50_000, 43_000), (TYPE_1, 22_000, 19_200),
     ("IEC_60309_2_three_32", 150_000, 22_000), ("IEC_60309_2_single_16", 22_000, 3_700)],
)  # fmt: skip
def test_the_power_of_the_device_is_capped_at_what_the_plug_gives(standard: str, said: int, watts: int) -> None:
    assert judged(said, RATINGS[standard]) == (watts, "power_capped")


@pytest.mark.parametrize(
    ("standard", "said"),
    [(CCS, 5_000_000), (CCS, 2_000_000), (None, 5_000_000_000), (TYPE_2, 10**12), (TYPE_2, 150), (TYPE_1, 300),
     ("DOMESTIC_F", 230), ("SAE_J3400", 4_000_001_000)],
)  # fmt: skip
def test_a_power_without_sense_is_unknown(standard: str | None, said: int) -> None:
    assert judged(said, RATINGS.get(standard or "", UNRATED)) == (None, "power_absurd")


@given(st.sampled_from([*RATINGS, None]), st.integers(-10, 10**11))
def test_what_was_judged_once_stands(standard: str | None, watts: int) -> None:
    rating = RATINGS.get(standard or "", UNRATED)
    meant = judged(watts, rating).watts
    assert meant is None or (0 < meant <= MAX_POWER and judged(meant, rating) == (meant, None))


@pytest.mark.parametrize(
    ("power_type", "volts", "amperes", "watts"),
    [
        ("DC", 400, 125, 50_000),
        ("DC", 920, 375, 345_000),
        ("AC_1_PHASE", 230, 16, 3_680),
        ("AC_1_PHASE", 120, 16, 1_920),
        ("AC_3_PHASE", 230, 32, 22_080),
        ("AC_3_PHASE", 240, 16, 11_520),
        ("AC_3_PHASE", 400, 32, 22_170),
        ("AC_3_PHASE", 380, 16, 10_531),
        ("AC_3_PHASE", 208, 30, 10_808),
        ("AC_3_PHASE", 120, 32, 11_520),
        ("AC_2_PHASE", 230, 16, 7_360),
        ("AC_2_PHASE", 400, 16, 6_400),
        ("AC_2_PHASE_SPLIT", 240, 30, 7_200),
        ("AC_2_PHASE_SPLIT", 120, 30, 7_200),
    ],
)
def test_power_is_derived_from_volts_amperes_and_phases(
    power_type: str | None, volts: int | None, amperes: int | None, watts: int
) -> None:
    assert derived(power_type, volts, amperes) == watts


@pytest.mark.parametrize(
    ("power_type", "volts", "amperes"),
    [(None, 230, 32), ("DC", None, 125), ("DC", 400, None), ("DC", 400, 0), ("AC_1_PHASE", 400, 32),
     ("AC_3_PHASE", 32, 32), ("DC", 1_000, 500), ("AC_1_PHASE", 230, 1)],
)  # fmt: skip
def test_no_power_is_derived_where_that_tells_nothing(
    power_type: str | None, volts: int | None, amperes: int | None
) -> None:
    assert derived(power_type, volts, amperes) is None


def test_a_derived_power_is_no_more_than_the_plug_gives() -> None:
    assert derived("AC_3_PHASE", 230, 65, RATINGS[TYPE_2]) == 43_000
    assert derived("AC_1_PHASE", 230, 32, RATINGS["DOMESTIC_F"]) == 3_700


@given(st.sampled_from([*RATINGS]), st.sampled_from([None, *PowerType]), st.integers(1, 2_000), st.integers(1, 5_000))
def test_a_derived_power_passes_for_a_stated_one(
    standard: str, power_type: str | None, volts: int | None, amperes: int | None
) -> None:
    watts = derived(power_type, volts, amperes, RATINGS[standard])
    assert watts is None or judged(watts, RATINGS[standard]) == (watts, None)
