"""The form over an insight: period and place, as parameters of the address."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analytics.insights import popular
from analytics.insights.comparison import INSIGHT as COMPARISON
from analytics.insights.comparison import KINDS, subjects
from analytics.insights.insight import Asked, Insight
from analytics.insights.known import Known
from analytics.insights.parameters import read
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
    # Operators of sessions, where it is sessions that are told of.
    of_sessions = insight.kind is None and "source" in insight.takes
    listed = known.operators.values() if of_sessions and not compares else []
    run_by = _choices("operator", {one.slug: one.names[0] for one in listed}, given)
    read_from = _choices("source", {uid: uid for uid in known.feeds} if of_sessions else {}, given)
    chosen = asked.by if asked else given.get("by")
    by = [Choice("by", name, _BY[name], name == chosen) for name in insight.by]
    # One alone is no choice.
    run_by, read_from = (choices if len(choices) > 1 else [] for choices in (run_by, read_from))
    offered = list(_offered(asked, given, known, today)) if compares else []
    fields = {"from", "to", *(choice.parameter for choices in (run_by, read_from, by, offered) for choice in choices)}
    kept = {"station", "site", "operator"} if compares else set()
    sent = [(name, value) for name, values in given.lists() for value in values if name not in fields | kept]
    hidden = [(name, value) for name, value in sent if name not in at_fault]
    first, last = (asked.period.first, asked.period.last) if asked else (given.get("from", ""), given.get("to", ""))
    return Form(str(first), str(last), run_by, read_from, by, offered, hidden)


def named_faults(errors: Iterable[ParameterError]) -> list[tuple[str, str]]:
    """Each rule that was broken, once, with the names that the form has for what broke it."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for error in errors:
        told[error.rule].append(str(_LABELS.get(error.parameter, error.parameter)))
    return [(", ".join(names), rule) for rule, names in told.items()]


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
    now = subjects(asked) if asked else [(kind, key) for kind in KINDS for key in given.getlist(kind) if key]
    periods = dict.fromkeys([(asked or usual).period, usual.period])
    feeds = asked.place.feeds if asked else ()
    most = [row for period in periods for row in popular.rows(Asked(period, Place(feeds=feeds), limit=_OFFERED))]
    places = [("station", row[1]) if row[1] else ("site", row[2]) for row in most]
    run_by = [("operator", key) for key in known.operators] if len(known.operators) > 1 else []
    every = list(dict.fromkeys([*now, *places, *run_by]))
    called = names(key for kind, key in every if kind == "station")
    called |= {one.slug: one.names[0] for one in (*(asked or usual).place.operators, *known.operators.values())}
    for kind, key in every:
        yield Choice(kind, key, key if kind == "site" else called.get(key, key), (kind, key) in now)
