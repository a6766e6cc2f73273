"""The form over an insight: period and place, as parameters of the address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analytics.insights import popular
from analytics.insights.comparison import INSIGHT as COMPARISON
from analytics.insights.comparison import subjects
from analytics.insights.insight import Asked, Insight
from analytics.insights.place import Place, feeds, names, operators

# Places that a comparison offers.
_OFFERED: Final = 12
_BY: Final = {"month": _("by month"), "operator": _("by operator"), "station": _("by station"),
                "place": _("by place"), "hour": _("by hour")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be chosen for a parameter."""

    parameter: str
    value: str
    words: Any
    chosen: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What the template writes; `hidden` goes on as it was given."""

    first: date
    last: date
    operators: list[Choice]
    feeds: list[Choice]
    by: list[Choice]
    offered: list[Choice]
    hidden: list[tuple[str, str]]


def form_of(insight: Insight, asked: Asked, given: QueryDict) -> Form:
    """The form as it was sent, or as it stands for what is shown without being asked for."""
    compares = insight is COMPARISON
    # Operators of sessions, where it is sessions that are told of.
    listed = {} if compares or insight.latest or "operator" not in insight.takes else operators()
    known = feeds() if "source" in insight.takes else []
    run_by = [Choice("operator", key, name, key in asked.place.operators) for key, name in listed.items()]
    read_from = [Choice("source", uid, uid, uid in asked.place.feeds) for uid in known]
    by = [Choice("by", name, _BY[name], name == asked.by) for name in insight.by]
    # One alone is no choice.
    shown = [choices if len(choices) > 1 else [] for choices in (run_by, read_from)]
    offered = list(_offered(asked)) if compares else []
    fields = {"from", "to", *(choice.parameter for choices in (*shown, by, offered) for choice in choices)}
    kept = {"station", "site", "operator"} if compares else set()
    hidden = [(name, value) for name, values in given.lists() for value in values if name not in fields | kept]
    return Form(asked.period.first, asked.period.last, shown[0], shown[1], by, offered, hidden)


def _offered(asked: Asked) -> Iterator[Choice]:
    """What is compared now, then the most popular places and the operators."""
    now, known = subjects(asked), operators()
    most = popular.rows(Asked(asked.period, Place(feeds=asked.place.feeds), limit=_OFFERED))
    places = [("station", station) if station else ("site", place) for _n, station, place, *_ in most]
    run_by = [("operator", key) for key in known] if len(known) > 1 else []
    every = list(dict.fromkeys([*now, *places, *run_by]))
    called = names(key for kind, key in every if kind == "station")
    for kind, key in every:
        words = called.get(key, key) if kind == "station" else known.get(key, key) if kind == "operator" else key
        yield Choice(kind, key, words, (kind, key) in now)
