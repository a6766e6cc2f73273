"""Saved searches: kept as canonical parameters, which are read again by the one parser whenever they are opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from accounts.models import SavedSearch, User
from accounts.models.saved_search import MAX_NAME
from accounts.owner import Check, held, no_check
from stations.documents import catalogue
from stations.search.conditions import operator_ids, source_ids
from stations.search.query import MAX_QUERY, StationQuery
from stations.web import links, search_request
from voltway.lib.problems import Conflict, InvalidParameters, NotFound, ParameterError
from voltway.lib.text import clean_text

MAX_SEARCHES: Final = 100
Values = Mapping[str, Sequence[str]]


def keep_search(
    *, by: User, uid: UUID, name: str, query: str, now: datetime, check: Check = no_check
) -> tuple[SavedSearch, bool]:
    """Save a search, or change it. Gives it, and whether it is new.

    Raises InvalidParameters for a name or parameters that can't be used, Conflict where too many are kept.
    """
    values = {"name": read_name(name), "query": canonical(query)}
    with held(by):
        own = SavedSearch.objects.filter(user=by)
        there = own.filter(uid=uid).first()
        check(there)
        if there is None and own.count() >= MAX_SEARCHES:
            raise Conflict(f"{MAX_SEARCHES} searches are saved already; drop one first.")
        search, _ = SavedSearch.objects.update_or_create(
            user=by, uid=uid, defaults=values, create_defaults={**values, "saved_at": now}
        )
    return search, there is None


def rename_search(*, by: User, uid: UUID, name: str) -> None:
    """Give a saved search another name. Raises NotFound or InvalidParameters."""
    # Not between the look and the write of another change.
    with held(by):
        if not SavedSearch.objects.filter(user=by, uid=uid).update(name=read_name(name)):
            raise _no_such_search()


def drop_search(*, by: User, uid: UUID, check: Check = no_check) -> None:
    """Forget a saved search. Raises NotFound for one that isn't theirs."""
    with held(by):
        there = SavedSearch.objects.filter(user=by, uid=uid).first()
        if there is None:
            raise _no_such_search()
        check(there)
        there.delete()


def read_name(name: str) -> str:
    """Raises InvalidParameters."""
    text = clean_text(name, MAX_NAME)
    # As it was sent: what is invisible in it counts, too.
    if not text or len(name) > MAX_NAME:
        rule = f"must have 1 to {MAX_NAME} characters"
        raise InvalidParameters("The search needs a name.", errors=[ParameterError("name", rule)])
    return text


def canonical(query: str) -> str:
    """Parameters as they are kept: those of the search alone, in a fixed order. Raises InvalidParameters."""
    pairs = links.pairs_of(_read(query))
    text = urlencode(pairs, safe=",")
    if not text or len(text) > MAX_QUERY:
        rule = f"is longer than {MAX_QUERY} characters" if text else "asks for nothing in particular"
        raise InvalidParameters("The search can't be saved.", errors=[ParameterError("query", rule)])
    return text


def faults_of(query: str) -> list[ParameterError]:
    """What of a saved search can't be asked any more: an operator that is gone, say."""
    try:
        _read(query)
    except InvalidParameters as problem:
        return list(problem.errors)
    return []


def without_faults(query: str, faults: Sequence[ParameterError]) -> str:
    """The parameters that are still good."""
    names = {fault.parameter for fault in faults}
    kept = [(name, value) for name, values in QueryDict(query).lists() for value in values if name not in names]
    return urlencode(kept, safe=",")


def _read(query: str) -> StationQuery:
    """Raises InvalidParameters, also for places, operators and sources that nobody knows."""
    values = {name: [str(value) for value in given] for name, given in QueryDict(query).lists()}
    try:
        asked = search_request.read(values).asked
    except search_request.NoSuchPlace as missed:
        error = ParameterError("place", f"no place is known that is called {missed}")
        raise InvalidParameters("The place isn't known.", errors=[error]) from None
    known = catalogue.current()
    operator_ids("operator", asked.operators, known)
    operator_ids("exclude_operator", asked.exclude_operators, known)
    source_ids(asked.sources, known)
    return asked


def _no_such_search() -> NotFound:
    return NotFound("You have no saved search with this id.")
