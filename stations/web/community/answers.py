"""`/stations/answer/<token>/`: where the operator of a station answers what drivers found at a plug of it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from stations.community import answering, author
from stations.community.author import Author
from stations.community.finding import LONGEST, Place
from stations.web import cards
from stations.web.community import place as places
from stations.web.community.findings import plug_names
from stations.web.community.place import station_of, told_at_fields
from voltway.lib import brakes
from voltway.lib.problems import NotFound, Problem


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The form; sent, it leads to the station's page, where the answer stands beside the plug."""
    try:
        at = answering.place_of(token)
    except NotFound as problem:
        raise Http404(problem.detail) from None
    station = station_of(at.station, listed=True)
    if request.method != "POST":
        return _form(request, station, at)
    repaired = request.POST.get("repaired") == "1"
    try:
        brakes.apply("reports", request)
        answered = answering.answer(
            at=at,
            text=request.POST.get("answer", ""),
            repaired=repaired,
            by=Author(None, author.of(request).origin),
            now=timezone.now(),
        )
    except Problem as problem:
        return _form(request, station, at, problem)
    if answered:
        messages.success(request, _("Thank you. Your answer stands beside the plug."))
    else:
        messages.info(request, _("Nothing was reported of this plug since the last answer."))
    return HttpResponseRedirect(station["url"])


def _form(request: HttpRequest, station: dict[str, object], at: Place, problem: Problem | None = None) -> HttpResponse:
    context = {
        "place": places.Place(at.station, cards.title(station), str(station["url"])),
        "name": plug_names(station).get((at.evse_uid, at.connector_uid), at.connector_uid),
        "answer": request.POST.get("answer", ""),
        "longest": LONGEST,
        "errors": told_at_fields(problem) if problem else {},
    }
    status = problem.status if problem else HTTPStatus.OK
    answer = render(request, "community/answer.html", context, status=status)
    # The address is for the operator alone; a form without a referrer would be taken for one of another site.
    answer["Referrer-Policy"] = "same-origin"
    return answer
