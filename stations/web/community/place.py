"""What the pages share: the station that something is told of, and words of refusals beside their fields."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.community import author
from stations.community.author import Author
from stations.documents import splice
from stations.search import find
from stations.web import cards
from voltway.lib.problems import NotAllowed, Problem

# What a form can say itself; the rest has a page of its own.
_SAID = frozenset(
    {HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A station in a heading, and the way back to its page."""

    id: str
    title: str
    url: str
    # Its source no longer lists it.
    is_gone: bool = False


def station_of(public_id: str, *, listed: bool = False) -> dict[str, Any]:
    """Its document. Raises Http404 for an id that never was a station's; if it has to be `listed`, of one that was."""
    row = find.detail(public_id)
    station = splice.dicts([row], now=timezone.now())[0] if row else None
    if station is None or (listed and station["vanished_at"]):
        raise Http404(_("There is no station of this id."))
    return station


def place(public_id: str) -> Place:
    """Raises Http404 for an id that never was a station's."""
    station = station_of(public_id)
    return Place(public_id, cards.title(station), station["url"], bool(station["vanished_at"]))


def told_at_fields(problem: Problem) -> dict[str, str]:
    """By field: the rule that was broken; by "form" what was wrong with none. Raises what no form can say."""
    if problem.errors:
        return {error.parameter: error.rule for error in problem.errors}
    if problem.status not in _SAID:
        raise problem
    return {"form": problem.detail}


def hindrance(check: Callable[[Author], None], request: HttpRequest) -> Problem | None:
    """Why somebody may not tell it, for a form to say before it is filled in."""
    try:
        check(author.of(request))
    except NotAllowed as problem:
        return problem
    return None
