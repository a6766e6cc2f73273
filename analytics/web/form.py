"""The form over an insight: period and place, as parameters of the address."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analytics.insights import popular
from analytics.insights.comparison import INSIGHT as COMPARISON
from analytics.insights.comparison import KINDS, MOST, named
from analytics.insights.insight import Asked, Insight
from analytics.insights.known import Known
from analytics.insights.parameters import read
from analytics.insights.period import Period
from analytics.insights.place import Place, names
from voltway.lib.problems import ParameterError

# Places that a comparison offers.
_OFFERED: Final = 12
_BY: Final = {"month": _("by month"), "operator": _("by operator"), "station": _("by station"),
                "place": _("by place"), "hour": _("by hour")}  # fmt: skip

# As the form calls parameters.
_LABELS: Final = {"from": _("From"), "to": _("To"), "by": _("Added up"), "operator": _("Operator"),
                  "source": _("Source"), "station": _("Station"), "site": _("Place"), "bbox": _("Area"),
                  "limit": _("Rows")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be chosen for a parameter."""

    parameter: str
    value: str
    words: Any
    chosen: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What the template writes; `hidden` goes on as it was given. Days are as typed, or such as 2026-11-23."""

    first: str
    last: str
    operators: list[Choice]
    feeds: list[Choice]
    by: list[Choice]
    offered: list[Choice]
    hidden: list[tuple[str, str]]


def form_of(
    insight: Insight, asked: Asked | None, given: QueryDict, *, known: Known, today: date, at_fault: Container[str] = ()
) -> Form:
    """The form as it was sent, or as it stands for what is shown without being asked for.

    `asked` is None where that means nothing: then all is as it was sent, so that it can be mended, but for what is
    `at_fault` and has no field.
    """
    compares = insight is COMPARISON
    # Operators and feeds of sessions, where it is sessions that are told of.
    of_sessions = insight.kind is None and "source" in insight.takes
    operators = _operators(known, given) if of_sessions and not compares else []
    feeds = _feeds(known, given) if of_sessions else []
    chosen = asked.by if asked else given.get("by")
    by = _where_several([Choice("by", name, _BY[name], name == chosen) for name in insight.by])
    offered = list(_offered(asked, given, known, today)) if compares else []
    fields = {"from", "to", *(choice.parameter for choice in (*operators, *feeds, *by))}
    first, last = (asked.period.first, asked.period.last) if asked else (given.get("from", ""), given.get("to", ""))
    return Form(
        first=str(first),
        last=str(last),
        operators=operators,
        feeds=feeds,
        by=by,
        offered=offered,
        hidden=list(_hidden(given, {*fields, *(KINDS if compares else ())}, at_fault)),
    )


def named_faults(errors: Iterable[ParameterError]) -> list[tuple[str, str]]:
    """Each rule that was broken, once, with the names that the form has for what broke it."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for error in errors:
        told[error.rule].append(str(_LABELS.get(error.parameter, error.parameter)))
    return [(", ".join(names), rule) for rule, names in told.items()]


def _operators(known: Known, given: QueryDict) -> list[Choice]:
    return _where_several(_choices("operator", {one.slug: one.names[0] for one in known.operators.values()}, given))


def _feeds(known: Known, given: QueryDict) -> list[Choice]:
    return _where_several(_choices("source", {uid: uid for uid in known.feeds}, given))


def _where_several(choices: list[Choice]) -> list[Choice]:
    """One alone is no choice."""
    return choices if len(choices) > 1 else []


def _hidden(given: QueryDict, fields: Container[str], at_fault: Container[str]) -> Iterator[tuple[str, str]]:
    """What has no field and goes on with the form."""
    for name, values in given.lists():
        if name not in fields and name not in at_fault:
            yield from ((name, value) for value in values)


def _choices(name: str, listed: Mapping[str, str], given: QueryDict) -> list[Choice]:
    """All that may be chosen; what is chosen and not among them, or several at once, as a choice of its own."""
    chosen = [one for value in given.getlist(name) for one in value.split(",") if one]
    choices = [Choice(name, key, words, [key] == chosen) for key, words in listed.items()]
    if listed and chosen and not any(one.chosen for one in choices):
        words = ", ".join(listed.get(one, one) for one in chosen)
        choices.append(Choice(name, ",".join(chosen), words, chosen=True))
    return choices


def _offered(asked: Asked | None, given: QueryDict, known: Known, today: date) -> Iterator[Choice]:
    """What is compared now, or was to be, then the most popular places of that time and of the last days, operators."""
    usual = read(COMPARISON, {}, today=today, known=known)
    shown = asked or usual
    places = list(_popular(dict.fromkeys([shown.period, usual.period]), asked.place.feeds if asked else ()))
    now = _compared(asked, given, places)
    run_by = [("operator", key) for key in known.operators] if len(known.operators) > 1 else []
    every = list(dict.fromkeys([*now, *places, *run_by]))
    called = names(key for kind, key in every if kind == "station")
    called |= {one.slug: one.names[0] for one in (*shown.place.operators, *known.operators.values())}
    for kind, key in every:
        yield Choice(kind, key, key if kind == "site" else called.get(key, key), (kind, key) in now)


def _compared(asked: Asked | None, given: QueryDict, places: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Kind and key of each; where nothing is asked for the most popular ones, as the comparison itself does."""
    if asked:
        return list(named(asked.place)) or places[:MOST]
    return [(kind, key) for kind in KINDS for key in given.getlist(kind) if key]


def _popular(periods: Iterable[Period], feeds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Kind and key of the places with the most sessions of each period."""
    for period in periods:
        for _rank, station, site, *_rest in popular.rows(Asked(period, Place(feeds=tuple(feeds)), limit=_OFFERED)):
            yield ("station", station) if station else ("site", site)
