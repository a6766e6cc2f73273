"""The one way out: every request to another host goes through here, bounded in time and size and never to ourselves."""

from voltway.lib.fetch.client import Fetched, Limits, NotModified, check_url, fetch
from voltway.lib.fetch.errors import (
    FetchError,
    FetchFailed,
    FetchRefused,
    FetchTimedOut,
    FetchTooLarge,
    FetchUnexpected,
)

__all__ = [
    "FetchError",
    "FetchFailed",
    "FetchRefused",
    "FetchTimedOut",
    "FetchTooLarge",
    "FetchUnexpected",
    "Fetched",
    "Limits",
    "NotModified",
    "check_url",
    "fetch",
]
