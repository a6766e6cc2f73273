"""Rows of one place come together wherever they stand in the file, and none is lost or told twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.sources.grouping import group_rows

rows = st.lists(
    st.fixed_dictionaries({"place": st.text(max_size=3), "value": st.integers(-(2**63), 2**63 - 1)}), max_size=30
)


@given(rows)
def test_every_row_is_in_the_one_group_of_its_key(given_: list[dict[str, Any]]) -> None:
    groups = list(group_rows(given_, key=lambda row: row["place"]))
    keys = [{row["place"] for row in group} for group in groups]
    assert all(len(key) == 1 for key in keys)
    assert [key for (key,) in keys] == list(dict.fromkeys(row["place"] for row in given_))
    for (key,), group in zip(keys, groups, strict=True):
        assert group == [row for row in given_ if row["place"] == key]


def test_keys_are_told_apart_by_every_letter() -> None:
    given_ = [{"k": key} for key in ("a", "A", "a ", "á", "a\x00b", "a")]
    assert [len(group) for group in group_rows(given_, key=lambda row: row["k"])] == [2, 1, 1, 1, 1]


def test_groups_are_handed_out_one_by_one() -> None:
    groups = group_rows([{"k": "a"}, {"k": "b"}, {"k": "a"}], key=lambda row: row["k"])
    assert next(groups) == [{"k": "a"}, {"k": "a"}]
    groups.close()  # type: ignore[attr-defined]


def test_a_file_that_breaks_off_gives_no_half_groups() -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield {"k": "a"}
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        list(group_rows(broken(), key=lambda row: row["k"]))
