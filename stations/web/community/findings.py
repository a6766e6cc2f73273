"""What drivers found at a station: on its page, and the two forms of two taps that tell it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from stations.community import author
from stations.community.finding import LONGEST, Place, check_in, report_fault
from stations.community.read import answers_of, latest_check_ins
from stations.models import FAULTS, SUCCESSES, CheckIn, FaultReport, Finding, Outcome, Suspicion
from stations.web import cards, station_facts, units, words
from stations.web.community import place as places
from stations.web.community.doubt import broken_url
from stations.web.community.place import station_of, told_at_fields
from voltway.lib import brakes
from voltway.lib.problems import InvalidParameters, Problem

# So many check-ins are counted, and so many of them shown; older ones say nothing of now.
_COUNTED: Final = 10
_SHOWN: Final = 5
_OLDEST: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Told:
    """One check-in in words."""

    outcome: str
    age: str
    plug: str
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the operator says to what was found at a plug."""

    text: str
    day: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The section of the station's page. `words` is empty where nobody told anything."""

    words: str
    told: list[Told]
    # By EVSE and plug.
    answers: dict[tuple[str, str], Answer]
    check_in_url: str


def found(station: Mapping[str, Any], now: datetime) -> Found:
    """For the station's page."""
    names = plug_names(station)
    told = latest_check_ins(station["id"], since=now - _OLDEST, most=_COUNTED)
    return Found(
        words=_summary(told, now) if told else "",
        told=[
            Told(
                outcome=str(Outcome(row.outcome).label),
                age=units.age(row.created_at, now),
                plug=_named(names, row),
                note=row.note,
            )
            for row in told[:_SHOWN]
        ],
        answers={
            (row.evse_uid, row.connector_uid): Answer(row.text, units.day(row.created_at), row.repaired)
            for row in answers_of(station["id"], since=now - _OLDEST)
        },
        check_in_url=reverse("station-check-in", args=[station["id"]]),
    )


def _summary(told: list[Any], now: datetime) -> str:
    """Of the latest of each who told: a car in the way or a card that is not taken is no fault of the station."""
    latest = {(row.user_id, row.origin) if row.user_id or row.origin else row.pk: row for row in reversed(told)}
    charged = sum(row.outcome in SUCCESSES for row in latest.values())
    faulty = sum(row.outcome in FAULTS for row in latest.values())
    age = units.age(told[0].created_at, now)
    if len(latest) == 1:
        if charged:
            return _("The last one who told could charge, %s") % age
        if faulty:
            return _("The last one who told found it out of order, %s") % age
        return _("The last one who told was kept from charging by something else, %s") % age
    other = len(latest) - charged - faulty
    counts = (
        (charged, ngettext("%d could charge", "%d could charge", charged)),
        (faulty, ngettext("%d found it out of order", "%d found it out of order", faulty)),
        (other, ngettext("%d was kept by something else", "%d were kept by something else", other)),
    )
    parts = ", ".join(words % count for count, words in counts if count)
    return _("Of the last %(people)d who told: %(parts)s; last %(age)s") % {
        "people": len(latest), "parts": parts, "age": age,
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def broken(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell that a plug is broken: one button for each fault."""
    station = station_of(public_id, listed=True)
    if request.method != "POST":
        return _form(request, station, "community/broken.html", request.GET)
    try:
        brakes.apply("reports", request, account=request.user.pk)
        report, is_new = report_fault(
            at=_at(station, request.POST),
            kind=request.POST.get("kind", ""),
            by=author.of(request),
            now=timezone.now(),
        )
    except Problem as problem:
        return _form(request, station, "community/broken.html", request.POST, problem)
    return _done(request, station, report, is_new)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell how a visit ended: one button for each outcome."""
    station = station_of(public_id, listed=True)
    if request.method != "POST":
        return _form(request, station, "community/check_in.html", request.GET)
    try:
        brakes.apply("checkins", request, account=request.user.pk)
        told, is_new = check_in(
            at=_at(station, request.POST),
            outcome=_number(request.POST.get("outcome", "")),
            note=request.POST.get("note", ""),
            by=author.of(request),
            now=timezone.now(),
        )
    except Problem as problem:
        return _form(request, station, "community/check_in.html", request.POST, problem)
    return _done(request, station, told, is_new)


def plug_names(station: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """By EVSE and plug: what the page calls it. With an empty plug: the EVSE."""
    names: dict[tuple[str, str], str] = {}
    for evse, name in station_facts.named(station):
        names[evse["uid"], ""] = name
        for connector in evse["connectors"]:
            names[evse["uid"], connector["id"]] = f"{name}, {_plug(connector)}"
    return names


def _plug(connector: Mapping[str, Any]) -> str:
    watts = connector["max_electric_power"]
    label = str(words.plug(connector["standard"]))
    return label if watts is None else f"{label} {units.exact_power(watts)}"


def _named(names: Mapping[tuple[str, str], str], row: Finding) -> str:
    return names.get((row.evse_uid, row.connector_uid), "")


def _at(station: Mapping[str, Any], told: Mapping[str, Any]) -> Place:
    """The plug as a form sends it: both of its names in one field, or each in its own."""
    both = str(told.get("at", ""))
    chosen = dict(_plugs(station)).get(both)
    if both and chosen is None:
        raise InvalidParameters(_("This plug is not there any more: choose another one."))
    evse, plug = chosen or (str(told.get("evse", "")), str(told.get("plug", "")))
    return Place(station["id"], evse, plug)


def _plugs(station: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The plugs with a number each, by which a form knows them."""
    there = (key for key in plug_names(station) if key[1])
    yield from ((str(number), key) for number, key in enumerate(there))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _form(
    request: HttpRequest,
    station: Mapping[str, Any],
    template: str,
    told: Mapping[str, Any],
    problem: Problem | None = None,
) -> HttpResponse:
    evse, plug = str(told.get("evse", "")), str(told.get("plug", ""))
    names = plug_names(station)
    context = {
        "place": places.Place(station["id"], cards.title(dict(station)), station["url"]),
        "evse": evse,
        "plug": plug,
        "name": names.get((evse, plug), "") if plug else "",
        "plugs": [
            (number, names[key], broken_url(station["id"], *key), number == told.get("at") or key == (evse, plug))
            for number, key in _plugs(station)
        ],
        "kinds": FaultReport.Kind.choices,
        "outcomes": Outcome.choices,
        "note": told.get("note", ""),
        "longest": LONGEST,
        "errors": told_at_fields(problem) if problem else {},
    }
    return render(request, template, context, status=problem.status if problem else HTTPStatus.OK)


def _done(request: HttpRequest, station: Mapping[str, Any], row: Finding, is_new: bool) -> HttpResponse:
    if not is_new:
        messages.info(request, _("You told us this a moment ago: it is counted once."))
    elif row.state != Finding.State.SHOWN:
        messages.success(request, _("Thank you. Others see it once a moderator has looked at it."))
    elif isinstance(row, CheckIn):
        messages.success(request, _("Thank you. Others see it now."))
        _ask_which(request, row)
    elif _suspected(row, evse_uid=row.evse_uid, connector_uid=row.connector_uid):
        messages.success(request, _("Thank you. The plug is marked for others as suspected."))
    else:
        messages.success(request, _("Thank you. It is counted: the plug is marked once more drivers report it."))
    return HttpResponseRedirect(station["url"])


def _ask_which(request: HttpRequest, row: CheckIn) -> None:
    """Somebody who could charge and does not say where clears no mark."""
    if row.outcome in SUCCESSES and not row.connector_uid and _suspected(row):
        messages.info(request, _("A plug here is marked as suspected. If you charged there, say so beside it."))


def _suspected(row: Finding, **plug: str) -> bool:
    """Whether that plug of the station is marked; where none is named, any."""
    return Suspicion.objects.filter(station=row.station, until__gt=timezone.now(), **plug).exists()
