"""What an answer says of limits: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), and the
older `X-RateLimit-*` that many clients read.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit as whoever is held to it is told of it: what is left, and when it begins anew.

    In seconds: the length of its window (None for what is limited at a time), from now, and since 1970.
    """

    limit: str
    most: int
    left: int
    window_s: int | None
    reset_s: int
    reset_at: int


def headers(quotas: Sequence[Quota], over: Quota | None = None) -> dict[str, str]:
    """The headers that tell of limits, of which `over` was passed; none where nothing was counted."""
    if not quotas:
        return {}
    # The older ones can tell one limit only: the one that was passed, else the longest.
    told = over or quotas[-1]
    return {
        "RateLimit-Policy": ", ".join(_policy(one) for one in quotas),
        "RateLimit": ", ".join(f'"{one.limit}";r={one.left};t={one.reset_s}' for one in quotas),
        "X-RateLimit-Limit": str(told.most),
        "X-RateLimit-Remaining": str(told.left),
        "X-RateLimit-Reset": str(told.reset_at),
    }


def _policy(quota: Quota) -> str:
    window = "" if quota.window_s is None else f";w={quota.window_s}"
    return f'"{quota.limit}";q={quota.most}{window}'
