"""Ratings of plugs, and the words that sources use for them."""

import pytest

from stations.ocpi import DC_ONLY, DOMESTIC, STANDARDS
from stations.sources.cleaning.plugs import MAX_POWER, RATINGS, Rating, is_standard, standard_of


def test_every_standard_has_a_rating() -> None:
    assert set(RATINGS) >= STANDARDS


@pytest.mark.parametrize("standard", sorted(DC_ONLY))
def test_a_direct_current_plug_is_never_capped(standard: str) -> None:
    assert RATINGS[standard].cap is None
    assert RATINGS[standard].current == "DC"


@pytest.mark.parametrize("standard", sorted(DOMESTIC))
def test_a_domestic_socket_carries_one_phase_and_little_power(standard: str) -> None:
    rating = RATINGS[standard]
    assert rating.current == "AC_1_PHASE"
    assert rating.most <= (12_500 if standard.startswith("NEMA") else 4_600)


@pytest.mark.parametrize("rating", set(RATINGS.values()))
def test_a_cap_is_itself_possible(rating: Rating) -> None:
    assert rating.most <= MAX_POWER
    assert rating.cap is None or 0 < rating.cap <= rating.most


@pytest.mark.parametrize(
    ("word", "standard"),
    [
        ("iec_62196_t2_combo", "IEC_62196_T2_COMBO"),
        ("IEC 62196 T2", "IEC_62196_T2"),
        ("IEC_60309_2_SINGLE_16", "IEC_60309_2_single_16"),
        ("GB/T (DC)", "GBT_DC"),
        ("Type 2 outlet", "IEC_62196_T2"),
        ("type-2", "IEC_62196_T2"),
        ("Mennekes", "IEC_62196_T2"),
        ("Type 1", "IEC_62196_T1"),
        ("J1772", "IEC_62196_T1"),
        ("CCS2", "IEC_62196_T2_COMBO"),
        ("CCS Combo 1", "IEC_62196_T1_COMBO"),
        ("CHAdeMO", "CHADEMO"),
        ("Schuko", "DOMESTIC_F"),
        ("NACS", "SAE_J3400"),
        ("unknown", None),
        ("Not applicable", None),
        (" - ", None),
        ("Wall box!", "x_Wall_box"),
        ("x_Le Bornier", "x_Le_Bornier"),
        ("Ω", None),
    ],
)
def test_words_lead_to_standards(word: str, standard: str | None) -> None:
    assert standard_of(word) == standard


def test_a_word_of_any_length_becomes_a_standard_that_fits_its_column() -> None:
    made = standard_of("very long name of a plug " * 10)
    assert made is not None
    assert is_standard(made)
    assert len(made) <= 40


@pytest.mark.parametrize("standard", ["CHADEMO", "IEC_60309_2_three_32", "x_NEMA_5_15", "x_IRVE_autre"])
def test_values_of_the_standard_and_our_own_are_standards(standard: str) -> None:
    assert is_standard(standard)


@pytest.mark.parametrize("word", ["chademo", "x_", "x_a b", "x_" + "a" * 40, ""])
def test_other_words_are_none(word: str) -> None:
    assert not is_standard(word)
