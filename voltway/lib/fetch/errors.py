"""What can go wrong on the way out, by what someone would do about it."""

from __future__ import annotations


class FetchError(Exception):
    """A request that gave nothing; reads as "address: reason".

    The address has no query, user or fragment, and no header is kept: keys may be in them, and errors end up in logs.
    """

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"


class FetchRefused(FetchError):
    """We do not go there: the scheme, the address or a redirect is not allowed."""


class FetchTimedOut(FetchError):
    """No connection, no answer or no end in time."""


class FetchTooLarge(FetchError):
    """The content is larger, or was compressed more, than is allowed."""


class FetchUnexpected(FetchError):
    """Not what was asked for: a page for people (a log-in, a maintenance notice) or an encoding we do not read."""


class FetchFailed(FetchError):
    """The host can't be reached or answered with an error."""

    def __init__(
        self,
        address: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        may_pass: bool = False,
    ) -> None:
        """`may_pass`: a later try may succeed; `retry_after_s`: not before that many seconds, as the host asked."""
        super().__init__(address, reason)
        self.status = status
        self.retry_after_s = retry_after_s
        self.may_pass = may_pass
