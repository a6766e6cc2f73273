"""What a run did, in counts."""

from collections import Counter

import pytest
from django.db import connection

from stations.sources.report import Outcome, Report


def test_rows_are_counted_by_what_became_of_them() -> None:
    report = Report()
    report.count(3, Counter({"another fuel": 1}), Counter({"power_derived": 2}), ["null_island"])
    report.count(2, Counter({"another fuel": 1}), Counter(), ["null_island", "unreadable"])
    said = report.as_json()
    assert (said["read"], said["skipped"], said["mended"]) == (5, {"another fuel": 2}, {"power_derived": 2})
    assert said["refused"] == {"null_island": 2, "unreadable": 1}


def test_stored_is_what_is_published_of_what_was_read() -> None:
    outcomes = Counter(
        {"new": 1, "changed": 2, "touched": 3, "unchanged": 4, "returned": 5, "vanished": 6, "states": 7}
    )
    assert Report(outcomes=outcomes).stored == 15


@pytest.mark.parametrize(
    ("outcome", "changed"),
    [("new", True), ("changed", True), ("returned", True), ("vanished", True), ("touched", False),
     ("unchanged", False), ("states", False)],
)  # fmt: skip
def test_some_outcomes_change_what_is_published(outcome: str, changed: bool) -> None:
    assert Report(outcomes=Counter({outcome: 1})).changed_anything is changed
    assert Report(outcomes=Counter({outcome: 0})).changed_anything is False


def test_what_a_killed_run_changed_is_a_change_too() -> None:
    assert Report(took_over=[7]).changed_anything


def test_every_outcome_is_known_to_be_stored_or_not() -> None:
    stored = {outcome for outcome in Outcome if Report(outcomes=Counter({str(outcome): 1})).stored}
    assert stored == set(Outcome) - {Outcome.VANISHED}


@pytest.mark.django_db
def test_the_longest_of_its_transactions_is_told() -> None:
    report = Report(longest_lock=0.0)
    with report.writing():
        assert connection.in_atomic_block
    first = report.longest_lock
    assert first > 0
    with pytest.raises(KeyError), report.writing():
        raise KeyError
    assert report.longest_lock == first
