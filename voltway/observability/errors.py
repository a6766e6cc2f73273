"""Reports of errors to Sentry: only where an address is set, and scrubbed like the logs before they leave."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import sentry_sdk
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

from voltway.observability import scrub

# Of what a client sends, these may help to find a fault, and say nothing of who it was.
_HEADERS: Final = frozenset({"accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"})
_GONE: Final = ("cookies", "data", "env", "query_string")


def report_to(dsn: str, transport: type[Transport] | Transport | None = None) -> None:
    """Send what fails to this address; with none, nothing is set up and nothing sent."""
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        send_default_pii=False,
        max_request_body_size="never",
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="voltway",
        before_send=scrubbed,
        before_send_transaction=scrubbed,
        before_breadcrumb=lambda crumb, hint: scrub.anything(crumb),
    )


def scrubbed(event: Event, hint: Hint) -> Event:
    """A report without secrets, e-mails, exact positions, queries and bodies; in texts, variables and addresses."""
    kept = {name: event[name] for name in _AS_THEY_ARE if name in event}
    if "request" in event:
        event["request"] = _request(event["request"])
    if "user" in event:
        # An id leads to the person for those who run the site, and for nobody else.
        event["user"] = {"id": event["user"].get("id")}
    clean: Event = {**_walked(event), **kept}  # type: ignore[typeddict-item]
    return clean


# Sentry's own: ids and times that would be taken for something else, and the list of installed packages.
_AS_THEY_ARE: Final = ("event_id", "timestamp", "start_timestamp", "sdk", "modules", "platform", "level", "type")


def _request(request: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in request.items() if name not in _GONE}
    headers = request.get("headers") or {}
    kept["headers"] = {name: value for name, value in headers.items() if name.lower() in _HEADERS}
    kept["url"] = urlunsplit(urlsplit(str(request.get("url", "")))._replace(query="", fragment=""))
    return kept


def _walked(value: Any, name: str = "") -> Any:
    """Like `scrub.anything`, to any depth: a report is finite, and Sentry has cut it already."""
    if isinstance(value, Mapping):
        if name and scrub.is_secret(name):
            return scrub.SECRET
        return {key: _walked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return scrub.SECRET if name and scrub.is_secret(name) else [_walked(item) for item in value]
    if hasattr(value, "value") and hasattr(value, "metadata"):
        # Sentry's note that something was cut stands beside what is left of it.
        value.value = _walked(value.value, name)
        return value
    return scrub.anything(value, name)
