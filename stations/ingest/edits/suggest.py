"""A driver suggests to change a station or to add one: read strictly, cleaned like any record, kept for a moderator."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from stations.community.author import Author
from stations.community.edits import MAX_WORDS, check_may_suggest, keep_edit
from stations.ingest.edits.current import current
from stations.ingest.edits.near import same_place
from stations.models import Edit
from stations.sources import suggested
from stations.sources.drivers import FEED
from voltway.lib.batches import RowRefused
from voltway.lib.problems import Gone, InvalidParameters, ParameterError, ThereAlready
from voltway.lib.text import clean_text

_WEB = ("http", "https")


def suggest_change(
    *, by: Author, station: str, told: Mapping[str, Any], comment: str, link: str, now: datetime
) -> tuple[Edit, bool]:
    """The suggestion, and whether it is new. Raises NotAllowed, NotFound, Gone, InvalidParameters."""
    check_may_suggest(by)
    comment, link = _words(comment, "comment"), _link(link)
    there = current(station)
    if there.vanished:
        raise Gone("Its source no longer lists this station.")
    try:
        changes = suggested.changes_of(there.shown, suggested.read(told), there.feed)
    except RowRefused as refused:
        raise _refusal(refused) from None
    if not changes:
        errors = [ParameterError("changes", "nothing differs from what is shown")]
        raise InvalidParameters("Nothing is suggested.", errors=errors)
    return keep_edit(
        kind=Edit.Kind.CHANGE, station=station, changes=changes, comment=comment, link=link, by=by, now=now
    )


def suggest_station(
    *, by: Author, told: Mapping[str, Any], comment: str, link: str, now: datetime, sure: bool = False
) -> tuple[Edit, bool]:
    """The suggestion, and whether it is new. Raises NotAllowed, InvalidParameters, ThereAlready unless `sure`."""
    check_may_suggest(by)
    comment, link = _words(comment, "comment"), _link(link)
    try:
        changes = suggested.added(suggested.read(told, adding=True), FEED)
    except RowRefused as refused:
        raise _refusal(refused) from None
    if not sure:
        _check_new(changes, now)
    return keep_edit(kind=Edit.Kind.ADD, station="", changes=changes, comment=comment, link=link, by=by, now=now)


def _check_new(changes: Mapping[str, Any], now: datetime) -> None:
    at, operator = changes[Edit.Field.COORDINATES]["to"], changes.get(Edit.Field.OPERATOR, {}).get("to")
    if found := same_place(**at, operator=operator, now=now):
        told = [_told(station) for station in found]
        raise ThereAlready("Is it one of these? If it is none of them, say that you are sure.", stations=told)


def _refusal(refused: RowRefused) -> InvalidParameters:
    at = refused.at.partition(":")[0] or "changes"
    return InvalidParameters(
        "Something that is suggested can't be used.", errors=[ParameterError(at[:80], refused.message)]
    )


def _words(text: str, name: str) -> str:
    found = clean_text(text, len(text))
    if len(found) > MAX_WORDS:
        errors = [ParameterError(name, f"must have {MAX_WORDS} characters at most")]
        raise InvalidParameters("A text is too long.", errors=errors)
    return found


def _link(text: str) -> str:
    found = _words(text, "link")
    try:
        parts = urlsplit(found)
        fine = not found or (parts.scheme in _WEB and bool(parts.hostname))
    except ValueError:
        fine = False
    if not fine:
        raise InvalidParameters("The link can't be used.", errors=[ParameterError("link", "must be a web address")])
    return found


def _told(station: Mapping[str, Any]) -> dict[str, Any]:
    """As much of a document as tells one place from another."""
    told = {name: station[name] for name in ("id", "url", "name", "address", "distance_m")}
    return {**told, "operator": (station["operator"] or {}).get("name")}
