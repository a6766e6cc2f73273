"""What an answer says of limits: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), and the
older `X-RateLimit-*` that many clients read.
"""

from accounts.quotas.admission import Quota, Verdict


def of(verdict: Verdict) -> dict[str, str]:
    """The headers; none where nothing was counted."""
    if not verdict.quotas:
        return {}
    # The older ones can tell one limit only: the one that was passed, else the longest.
    told = verdict.over or verdict.quotas[-1]
    return {
        "RateLimit-Policy": ", ".join(f'"{one.limit}";q={one.most};w={one.window_s}' for one in verdict.quotas),
        "RateLimit": ", ".join(f'"{one.limit}";r={one.left};t={one.reset_s}' for one in verdict.quotas),
        "X-RateLimit-Limit": str(told.most),
        "X-RateLimit-Remaining": str(told.left),
        "X-RateLimit-Reset": str(_at(told, verdict)),
    }


def private(cache_control: str) -> str:
    """`Cache-Control` of an answer that was charged to a key: no cache on the way sends it to anybody else."""
    return cache_control.replace("public", "private")


def _at(told: Quota, verdict: Verdict) -> int:
    """When the limit begins anew, in seconds since 1970."""
    return (int(verdict.at) // told.window_s + 1) * told.window_s
