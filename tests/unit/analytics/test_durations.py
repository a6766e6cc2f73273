"""Durations in fixed classes: each has one, and percentiles come from how many each class has."""

import random

import pytest

from analytics.durations import EDGES_MS, bucket_of, percentile


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0, 0), (0.001, 0), (0.0011, 1), (0.1, 6), (0.2001, 8), (10, 12), (10.1, 13), (1e9, 13)]
)
def test_a_duration_has_a_class(seconds: float, bucket: int) -> None:
    assert bucket_of(seconds) == bucket


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile({}, 0.5) is None
    assert percentile({3: 0}, 0.95) is None


@pytest.mark.parametrize(
    ("times", "share", "milliseconds"),
    [
        ({0: 10}, 0.5, 0.5),
        ({0: 10}, 1.0, 1.0),
        ({0: 50, 3: 50}, 0.5, 1.0),
        ({0: 50, 3: 50}, 0.75, 7.5),
        ({13: 1}, 0.5, 10_000.0),
        ({0: 99, 13: 1}, 0.5, 50 / 99),
    ],
)
def test_a_percentile_lies_within_its_class(times: dict[int, int], share: float, milliseconds: float) -> None:
    assert percentile(times, share) == pytest.approx(milliseconds)


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_percentile_is_off_by_its_class_at_most(share: float) -> None:
    dice = random.Random(1)
    lengths = sorted(dice.lognormvariate(-3, 1) for _ in range(5_000))
    times: dict[int, int] = {}
    for length in lengths:
        times[bucket_of(length)] = times.get(bucket_of(length), 0) + 1
    exact = lengths[int(share * len(lengths))] * 1000
    edges = (0, *EDGES_MS)
    bucket = bucket_of(exact / 1000)
    found = percentile(times, share)
    assert found is not None
    assert edges[bucket] <= found <= edges[bucket + 1]
