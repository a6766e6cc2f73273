"""What an answer to a key says of what was counted (`voltway.lib.quotas`)."""

from accounts.quotas.admission import Verdict
from voltway.lib import quotas


def of(verdict: Verdict) -> dict[str, str]:
    """The headers; none where nothing was counted."""
    return quotas.headers(verdict.quotas, verdict.over)


def private(cache_control: str) -> str:
    """`Cache-Control` of an answer that was charged to a key: no cache on the way sends it to anybody else."""
    return cache_control.replace("public", "private")
