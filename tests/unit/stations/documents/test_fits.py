"""The `fits` word never says no to a plug that passes: a prefilter without false negatives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.documents import fits
from stations.documents.fits import ALL_FITS, CLASSES, POWER_EDGES, PlugFamily, bit_of, mask_of, power_class
from stations.ocpi import ConnectorType

standards = st.sampled_from([*map(str, ConnectorType), "x_NEMA_5_15"])
powers = (
    st.none()
    | st.integers(1, 4_000_000)
    | st.sampled_from([edge + step for edge in POWER_EDGES for step in (-1, 0, 1)])
)


@pytest.mark.parametrize(
    ("watts", "found"),
    [(None, 0), (0, 1), (1, 1), (10_999, 1), (11_000, 2), (21_999, 2), (22_000, 3), (50_000, 4), (149_999, 4),
     (150_000, 5), (299_999, 5), (300_000, 6), (4_000_000, 6)],
)  # fmt: skip
def test_a_power_has_its_class(watts: int | None, found: int) -> None:
    assert power_class(watts) == found


@given(st.none() | standards, powers)
def test_a_connector_is_one_bit_of_the_word(standard: str | None, watts: int | None) -> None:
    bit = bit_of(standard, watts)
    assert bit.bit_count() == 1
    assert bit & ALL_FITS
    assert bit < 1 << 63


@given(standards, powers, st.sets(standards, max_size=3), st.none() | st.integers(0, 400_000), st.booleans())
def test_a_plug_that_passes_is_never_missed(
    standard: str, watts: int | None, wanted: set[str], least: int | None, known: bool
) -> None:
    passes = (not wanted or standard in wanted) and (least is None or (watts is not None and watts >= least))
    if passes and not (known and watts is None):
        assert bit_of(standard, watts) & mask_of(wanted, least, known=known or least is not None)


@pytest.mark.parametrize("edge", POWER_EDGES)
@pytest.mark.parametrize("standard", sorted(fits.SINGLE))
def test_at_a_class_edge_the_word_alone_decides(standard: str, edge: int) -> None:
    mask = mask_of([standard], edge)
    assert bit_of(standard, edge) & mask
    assert not bit_of(standard, edge - 1) & mask
    assert not bit_of(standard, None) & mask
    others = [
        bit_of(other, edge) & mask for other in fits.FAMILY_OF if fits.FAMILY_OF[other] != fits.FAMILY_OF[standard]
    ]
    assert set(others) == {0}


def test_nothing_asked_for_is_every_bit() -> None:
    assert mask_of(()) == ALL_FITS == (1 << len(PlugFamily) * CLASSES) - 1


def test_known_power_leaves_out_the_unknown_alone() -> None:
    unknown = sum(bit_of(standard, None) for standard in ("CHADEMO",))
    assert mask_of(["CHADEMO"]) ^ mask_of(["CHADEMO"], known=True) == unknown


def test_families_of_several_standards_are_no_single_ones() -> None:
    assert fits.SINGLE.isdisjoint({"TESLA_S", "TESLA_R", "GBT_AC", "GBT_DC", "DOMESTIC_F"})
    assert {"IEC_62196_T2_COMBO", "CHADEMO", "SAE_J3400"} <= fits.SINGLE
