"""How long things took, as a histogram of fixed classes: histograms of hours and days can be added up."""

from bisect import bisect_left
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

# Upper ends of the classes in milliseconds; the last class has none. What is stored are their numbers: classes may be
# added at the end alone.
EDGES_MS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


def bucket_of(seconds: float) -> int:
    """The number of the class of a duration."""
    return bisect_left(EDGES_MS, seconds * 1000)


def percentile(times: Mapping[int, int], share: float) -> float | None:
    """Milliseconds within which so large a share (0 to 1) was done; None of nothing.

    Within a class all lengths are taken for equally frequent; the last class counts as its lower end.
    """
    wanted = share * sum(times.values())
    if not wanted:
        return None
    before = 0
    for bucket, (low, high) in enumerate(pairwise((0, *EDGES_MS))):
        here = times.get(bucket, 0)
        if here and before + here >= wanted:
            return low + (high - low) * (wanted - before) / here
        before += here
    return float(EDGES_MS[-1])
