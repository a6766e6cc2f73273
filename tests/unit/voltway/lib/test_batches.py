"""Rows written in chunks: each fault told by number and field, the rest kept or taken back."""

from typing import Any

import pytest
from django.db import IntegrityError

from stations.models import Operator
from voltway.lib import batches
from voltway.lib.batches import Keep, Outcome, RowError, RowRefused, read_all, save_all

pytestmark = pytest.mark.django_db

COLUMNS = ("slug", "name", "key", "website", "phone", "email", "party_id")


def row(word: str, **given: Any) -> list[Any]:
    return list({"slug": word, "name": word, "key": word, "website": "", "phone": "", "email": "", "party_id": "",
                 **given}.values())  # fmt: skip


def slugs() -> list[str]:
    return list(Operator.objects.values_list("slug", flat=True))


def faults(outcome: Outcome[Any]) -> list[tuple[int, str, str]]:
    return [(error.row, error.rule, error.field) for error in outcome.errors]


def test_good_rows_are_kept_beside_faulty_ones() -> None:
    rows = [row("a"), row("b", website="no address"), row("c"), row("d", party_id="x" * 11), ["short"]]
    outcome = batches.insert(Operator, COLUMNS, rows)
    assert faults(outcome) == [(1, "invalid", "website"), (3, "max_length", "party_id"), (4, "length", "")]
    assert (slugs(), outcome.kept) == (["a", "c"], True)


def test_all_or_nothing_takes_back_all_and_still_names_every_fault() -> None:
    rows = [row("a"), row("b", website="no address"), row("", key="c")]
    outcome = batches.insert(Operator, COLUMNS, rows, keep=Keep.ALL_OR_NOTHING)
    assert faults(outcome) == [(1, "invalid", "website"), (2, "blank", "slug")]
    assert (slugs(), outcome.kept, outcome.good) == ([], False, [])


@pytest.mark.parametrize(("keep", "left"), [(Keep.GOOD, ["a", "b", "d", "e"]), (Keep.ALL_OR_NOTHING, [])])
def test_what_the_database_refuses_is_found_by_its_number(keep: Keep, left: list[str]) -> None:
    rows = [row("a"), row("b"), row("c", key="a"), row("d"), row("e")]
    outcome = batches.insert(Operator, COLUMNS, rows, keep=keep)
    assert faults(outcome) == [(2, "database", "")]
    assert "key" in outcome.errors[0].message
    assert slugs() == left


def test_rows_are_updated_by_their_key() -> None:
    batches.insert(Operator, COLUMNS, [row("a"), row("b")])
    outcome = batches.update(Operator, ["name"], [["A", "a"], ["X", "absent"], ["B" * 201, "b"]], key="slug")
    assert faults(outcome) == [(1, "not_found", "slug"), (2, "max_length", "name")]
    assert list(Operator.objects.values_list("slug", "name")) == [("a", "A"), ("b", "b")]


def test_rows_are_saved_in_chunks_in_their_order() -> None:
    chunks: list[list[int]] = []
    outcome = save_all(read_all(range(25), lambda value: value), chunks.append, size=10)
    assert [len(chunk) for chunk in chunks] == [10, 10, 5]
    assert outcome.good == [(number, number) for number in range(25)]


def test_a_chunk_with_faults_is_halved_until_they_are_found() -> None:
    tried: list[int] = []

    def save(values: list[int]) -> None:
        tried.append(len(values))
        if {7, 501} & set(values):
            raise IntegrityError("that one")

    outcome = save_all(read_all(range(1000), lambda value: value), save)
    assert outcome.errors == [RowError(7, "database", "", "that one"), RowError(501, "database", "", "that one")]
    assert len(outcome.good) == 998
    assert len(tried) < 50


def test_other_errors_are_not_a_row_s() -> None:
    def save(values: list[int]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_all(read_all([1], lambda value: value), save)


def test_a_reader_s_refusal_is_told_as_it_is() -> None:
    def read(value: int) -> int:
        if value == 1:
            raise RowRefused("odd", "value", "x" * 1000)
        return value

    outcome = read_all([0, 1, 2], read)
    assert outcome.good == [(0, 0), (2, 2)]
    assert (outcome.errors[0].rule, outcome.errors[0].field, len(outcome.errors[0].message)) == ("odd", "value", 300)
