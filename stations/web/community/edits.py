"""Pages of suggestions: to change a station, to add one, and what became of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from stations.community import author, edit_words, edits
from stations.community.edits import MAX_WORDS, check_may_suggest
from stations.ingest.edits.current import Current, current
from stations.ingest.edits.suggest import suggest_change, suggest_station
from stations.models import Edit
from stations.search import places
from stations.web import units, words
from stations.web.community import edit_form
from stations.web.community.place import Place, hindrance, place, told_at_fields
from stations.web.words import Text
from voltway.lib import brakes
from voltway.lib.problems import InvalidParameters, NotFound, ParameterError, Problem, ThereAlready

_LISTED: Final = 100
_STATES: Final[dict[str, Text]] = {
    Edit.State.WAITING: gettext_lazy("waits for a moderator"),
    Edit.State.SHOWN: gettext_lazy("accepted"),
    Edit.State.HIDDEN: gettext_lazy("not accepted"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One of somebody's suggestions, in words."""

    url: str
    title: str
    day: str
    state: str
    state_words: Text
    reason: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """On a station's page: the way to the form, and what became of the reader's latest suggestion."""

    url: str
    latest: Line | None


def strip(request: HttpRequest, station: str) -> Strip:
    """For the station's page."""
    mine = edits.of_author(request.user).filter(station=station).first() if request.user.is_authenticated else None
    return Strip(reverse("edit-station", args=[station]), _line(mine) if mine else None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, station: str) -> HttpResponse:
    """The form of a station, filled with what is shown."""
    here, there = place(station), _there(station)
    if there.vanished:
        # Its page says what there is to say.
        return HttpResponseRedirect(here.url)
    if request.method != "POST":
        return _change_form(request, here, there, {}, hindrance(check_may_suggest, request))
    sent = request.POST.dict()
    try:
        brakes.apply("edits", request, account=request.user.pk)
        _edit, is_new = suggest_change(
            by=author.of(request), station=station, told=edit_form.suggested(sent), now=timezone.now(), **_why(sent)
        )
    except Problem as problem:
        return _change_form(request, here, there, sent, problem)
    _thank(request, is_new)
    return HttpResponseRedirect(reverse("edits"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form of a new station."""
    if request.method != "POST":
        return _add_form(request, request.GET.dict(), hindrance(check_may_suggest, request))
    sent = request.POST.dict()
    if "find" in sent:
        return _found(request, sent)
    try:
        brakes.apply("edits", request, account=request.user.pk)
        _edit, is_new = suggest_station(
            by=author.of(request), told=edit_form.added(sent), sure="sure" in sent, now=timezone.now(), **_why(sent)
        )
    except Problem as problem:
        return _add_form(request, sent, problem)
    _thank(request, is_new)
    return HttpResponseRedirect(reverse("edits"))


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own suggestions, the newest first, with what became of them."""
    found = edits.of_author(request.user)[:_LISTED]
    return render(request, "community/edits_mine.html", {"lines": [_line(edit) for edit in found], "place": _map()})


def _there(station: str) -> Current:
    try:
        return current(station)
    except NotFound:
        raise Http404(_("There is no station of this id.")) from None


def _found(request: HttpRequest, sent: dict[str, str]) -> HttpResponse:
    """The form again, with the position of an address."""
    found = places.resolve(sent.get("place", "")[:200])
    if found is None:
        problem = InvalidParameters(errors=[ParameterError("place", _("No place is known by this name."))])
        return _add_form(request, sent, problem)
    told = {**sent, "latitude": f"{found.latitude:.6f}", "longitude": f"{found.longitude:.6f}"}
    return _add_form(request, told, found=found.name)


def _change_form(
    request: HttpRequest, here: Place, there: Current, told: Mapping[str, str], problem: Problem | None = None
) -> HttpResponse:
    points = edit_form.points(there.shown, told)
    context = {
        "place": here,
        "points": points,
        "standards": edit_form.standards(plug for point in points for plug in point.plugs),
        "gone": bool(told.get(Edit.Field.GONE)),
        **_shared(there.shown, told, problem),
    }
    return render(request, "community/edit_form.html", context, status=_status(problem))


def _add_form(
    request: HttpRequest, told: Mapping[str, str], problem: Problem | None = None, *, found: str = ""
) -> HttpResponse:
    kinds = edit_form.kinds(told)
    context = {
        "place": _map(),
        "kinds": kinds,
        "standards": edit_form.standards(kinds),
        "where": told.get("place", ""),
        "found": found,
        "there": problem.extensions["stations"] if isinstance(problem, ThereAlready) else [],
        **_shared(None, told, problem),
    }
    return render(request, "community/station_form.html", context, status=_status(problem))


def _shared(record: Any, told: Mapping[str, str], problem: Problem | None) -> dict[str, Any]:
    return {
        "inputs": edit_form.inputs(record, told),
        "figures": edit_form.figures(record, told),
        "formats": edit_form.formats(),
        "told": told,
        "errors": _errors(problem) if problem else {},
        "max_words": MAX_WORDS,
    }


def _errors(problem: Problem) -> dict[str, str]:
    """By field of the form: members of members are told at the whole."""
    if problem.status == HTTPStatus.GONE:
        return {"form": problem.detail}
    return {name.partition(".")[0].partition("[")[0]: rule for name, rule in told_at_fields(problem).items()}


def _status(problem: Problem | None) -> int:
    return int(problem.status if problem else HTTPStatus.OK)


def _why(sent: Mapping[str, str]) -> dict[str, str]:
    return {name: sent.get(name, "") for name in ("comment", "link")}


def _thank(request: HttpRequest, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("Thank you. A moderator looks at it; here you see what becomes of it."))
    else:
        messages.info(request, _("You have suggested this already; it waits for a moderator."))


def _line(edit: Edit) -> Line:
    return Line(
        url=reverse("station", args=[edit.station]) if edit.station else "",
        title=_("A new station") if edit.kind == Edit.Kind.ADD else _("A change of a station"),
        day=units.day(edit.created_at),
        state=edit.state,
        state_words=_STATES[edit.state],
        reason=edit.reason if edit.state != Edit.State.WAITING else "",
        changes=[
            (edit_words.field_words(field), _said(field, told["from"]), _said(field, told["to"]))
            for field, told in edit.changes.items()
        ],
    )


def _said(field: str, value: Any) -> str:
    return edit_words.said(field, value, plug=words.plug, access=lambda each: words.label(words.ACCESS, each))


def _map() -> Place:
    """Back to the map, where there is no station yet."""
    return Place("", _("Map"), reverse("finder"))
