"""`/accounts/favourites/`: the stations that somebody keeps, with their notes; as files, too."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.favourites import known
from accounts.favourites.files import FORMATS, check_size, read_file, rows_of
from accounts.favourites.keep import Joined, drop_favourite, join_favourites, keep_favourite
from accounts.favourites.listing import Line, listed
from accounts.favourites.rows import STATION_ID, read_note
from accounts.models import Favourite, User, Vehicle
from accounts.models.favourite import MAX_NOTE
from accounts.vehicles.charging import at_station
from accounts.web.charging import words_of
from accounts.web.mine import back, owner, refuse
from stations.search import find, params
from stations.web import cards, errors, preferences
from voltway.lib import happenings
from voltway.lib.batches import RowRefused
from voltway.lib.happenings import Deed, Done
from voltway.lib.problems import BadRequest, InvalidParameters, Problem

ROWS: Final = "rows"
_AT_ONCE: Final = 50


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list, nearest first with `lat` and `lon`; `fragment=rows` gives rows for what a browser keeps by itself."""
    try:
        here = _position(request)
        if request.GET.get("fragment") == ROWS:
            return _rows(request, here)
        return _page(request, here)
    except InvalidParameters as problem:
        return errors.bad_parameters(request, problem)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, station: str) -> HttpResponse:
    """Keep a station, write its note, or keep it no longer: what the star does where no script runs."""
    by = owner(request)
    assert by
    if request.method != "POST":
        return _form(request, by, station)
    try:
        _change(request, by, station)
    except Problem as problem:
        if problem.status == HTTPStatus.NOT_FOUND:
            return errors.of_problem(request, problem)
        refuse(request, problem)
    return back(request, "favourites")


@login_required
@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """All favourites as a file."""
    chosen = FORMATS[form]
    rows = rows_of(Favourite.objects.filter(user=owner(request)))
    name = f'attachment; filename="voltway-favourites.{form}"'
    return HttpResponse(chosen.write(rows), content_type=chosen.media_type, headers={"Content-Disposition": name})


@login_required
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take favourites from a file, and say what became of each row that could not be taken."""
    by, now = owner(request), timezone.now()
    assert by
    try:
        given = request.FILES.get("file")
        if given is None:
            raise BadRequest(_("Choose a file first."))
        check_size(given.size or 0)
        joined = join_favourites(by=by, told=read_file(str(given.name), given.read()), now=now)
    except Problem as problem:
        refuse(request, problem)
        return HttpResponseRedirect(reverse("favourites"))
    return _page(request, None, joined)


def _page(request: HttpRequest, here: known.Position | None, joined: Joined | None = None) -> HttpResponse:
    by = owner(request)
    kept = Favourite.objects.filter(user=by) if by else ()
    number = request.GET.get("page", "1")
    page = listed(kept, _reader(request), here, max(1, int(number)) if number.isdecimal() and len(number) < 5 else 1)
    context = {
        "listed": page,
        "charging": _charging(by, page.lines),
        "here": here,
        "formats": FORMATS,
        "joined": joined,
        "max_note": MAX_NOTE,
    }
    return render(request, "accounts/favourites/page.html", context)


def _rows(request: HttpRequest, here: known.Position | None) -> HttpResponse:
    """Rows of stations that a browser keeps by itself, in its order."""
    ids = [station for station in request.GET.getlist("station")[:_AT_ONCE] if STATION_ID.fullmatch(station)]
    found = known.cards_of(ids, _reader(request), here)
    lines = [Line(Favourite(station=station), found[station]) for station in dict.fromkeys(ids) if station in found]
    return render(request, "accounts/favourites/rows.html", {"lines": lines, "max_note": MAX_NOTE})


def _form(request: HttpRequest, by: User, station: str) -> HttpResponse:
    favourite = Favourite.objects.filter(user=by, station=station).first()
    row = find.detail(station)
    if favourite is None and row is None:
        return errors.not_found(request, LookupError(station))
    now = known.cards_of([station], _reader(request), None).get(station)
    line = Line(favourite or Favourite(station=station), now)
    context = {"line": line, "is_kept": favourite is not None, "max_note": MAX_NOTE}
    return render(request, "accounts/favourites/one.html", context)


def _change(request: HttpRequest, by: User, station: str) -> None:
    """Raises a Problem."""
    if request.POST.get("do") == "drop":
        drop_favourite(by=by, station=station)
        messages.success(request, _("The station is no longer among your favourites."))
        return
    try:
        note = read_note(request.POST.get("note", ""))
    except RowRefused as refused:
        raise BadRequest(refused.message) from None
    _favourite, is_new = keep_favourite(by=by, station=station, note=note, now=timezone.now())
    if is_new:
        happenings.tell(Done(Deed.STARRED, station), request.META)
    messages.success(request, _("The station is among your favourites.") if is_new else _("The note is kept."))


def _charging(by: User | None, lines: list[Line]) -> dict[str, str]:
    """By station: how fast the chosen car charges there, in words."""
    car = Vehicle.objects.filter(user=by, chosen=True).first() if by else None
    if car is None:
        return {}
    there = [(line.favourite.station, line.known) for line in lines if line.known and not line.gone]
    return {station: words_of(car.name, at_station(car, now.document)) for station, now in there}


def _reader(request: HttpRequest) -> cards.Reader:
    return cards.Reader(units=preferences.of(request).units, now=timezone.now())


def _position(request: HttpRequest) -> known.Position | None:
    """Where the visitor is, in degrees. Raises InvalidParameters."""
    given: dict[str, Any] = {name: request.GET.getlist(name) for name in ("lat", "lon") if name in request.GET}
    point = params.parse(given).point
    return (point.latitude, point.longitude) if point else None
