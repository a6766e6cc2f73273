"""`/export/`: ask for the stations of a search as a file, watch it being made, take it away."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stations.exports import download, files, requests
from stations.exports.base import Format
from stations.exports.registry import all_formats
from stations.models import Export
from stations.search import counts
from stations.web import errors, filters, headings, links, preferences, results, search_request, units
from voltway.jobs.row import State
from voltway.lib import brakes
from voltway.lib.problems import InvalidParameters, Problem, TooManyRequests, Unavailable

FILE = "export-file"
PROGRESS = "progress"
# Parameters of the form that are none of a search.
_OF_FORM = frozenset({"csrfmiddlewaretoken", "key"})
_FIRST = ("csv", "parquet", "geojson", "jsonl")


@dataclass(frozen=True, slots=True)
class FormPage:
    """What the form shows. `key` makes one export of a form that is sent twice."""

    heading: str
    chips: list[str]
    fields: list[tuple[str, str]]
    formats: list[Format]
    chosen: str
    change_url: str
    key: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class StatusPage:
    """How far an export is, in words and figures."""

    export: Export
    heading: str
    words: str
    form: Format
    fields: list[tuple[str, str]]
    file_url: str = ""
    size: str = ""
    left_out: str = ""
    kept: str = ""

    @property
    def going_on(self) -> bool:
        return not self.export.ended

    @property
    def form_url(self) -> str:
        return reverse("export") + (f"?{urlencode(self.fields, safe=',')}" if self.fields else "")

    @property
    def may_try_again(self) -> bool:
        return self.export.ended and not self.file_url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The form; sent, it leads to the export's own page."""
    given = request.POST if request.method == "POST" else request.GET
    values = {name: [str(v) for v in listed] for name, listed in given.lists() if name not in _OF_FORM}
    try:
        return _ordered(request, values) if request.method == "POST" else _form(request, values)
    except search_request.NoSuchPlace as missed:
        return _refused(request, values, _("No place is called “%s”.") % missed)
    except InvalidParameters as problem:
        return errors.bad_parameters(request, problem)
    except (TooManyRequests, Unavailable) as problem:
        return _refused(request, values, problem.detail, problem)


@never_cache
@require_safe
def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far an export is, or that part of the page alone with `fragment=progress`."""
    export = _found(public_id)
    template = "exports/progress.html" if request.GET.get("fragment") == PROGRESS else "exports/status.html"
    return render(request, template, {"page": _status(request, export)})


@never_cache
@require_safe
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file; a page that says how to get it again where the link is good no more."""
    export = _found(public_id)
    try:
        return download.answer(request, export, request.GET.get("signature", ""))
    except files.LinkForged:
        raise Http404 from None
    except (files.LinkExpired, files.FileGone):
        return render(request, "exports/gone.html", {"page": _status(request, export)}, status=HTTPStatus.GONE)


@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    requests.cancel(_found(public_id))
    return HttpResponseRedirect(reverse("export-status", args=[public_id]))


def _found(public_id: str) -> Export:
    export = Export.objects.filter(public_id=public_id).first()
    if export is None:
        raise Http404
    return export


def _ordered(request: HttpRequest, values: Mapping[str, Sequence[str]]) -> HttpResponse:
    brakes.apply("exports", request)
    asked, form = requests.read(values)
    who = download.visitor_of(request)
    order = requests.Order(asked, form, who, request.POST.get("key", ""), meta=request.META)
    export = requests.request_export(order)
    return HttpResponseRedirect(reverse("export-status", args=[export.public_id]))


def _form(request: HttpRequest, values: Mapping[str, Sequence[str]], refusal: str = "") -> HttpResponse:
    chosen = (values.get("format") or [_FIRST[0]])[0]
    whole = ("format", "order", "limit", "cursor")
    asked = search_request.read({name: given for name, given in values.items() if name not in whole})
    page = _form_page(asked, preferences.of(request).units)
    return render(request, "exports/page.html", {"page": replace(page, chosen=chosen, refusal=refusal)})


def _form_page(request: search_request.SearchRequest, unit: units.Units) -> FormPage:
    bounded = _bounded(request, unit)
    query = bounded.asked
    known = all_formats()
    ordered = [*(name for name in _FIRST if name in known), *(name for name in known if name not in _FIRST)]
    total = counts.total(bounded.searched, now=timezone.now())
    return FormPage(
        heading=headings.heading(bounded, unit, total),
        chips=[one.label for one in filters.active(query, results.names(query))],
        fields=[pair for pair in links.pairs_of(query) if pair[0] != "order"],
        formats=[known[name] for name in ordered],
        chosen=_FIRST[0],
        change_url=links.search(request.asked),
        key=secrets.token_urlsafe(16),
    )


def _bounded(request: search_request.SearchRequest, unit: units.Units) -> search_request.SearchRequest:
    """A list near a place ends where its reader tires; a file needs a radius."""
    query = request.searched
    if request.asked.box or query.point is None or query.radius_m is not None:
        return request
    radius = filters.USUAL_RADIUS_KM[unit] * 1000.0
    return replace(request, asked=replace(request.asked, radius_m=radius), searched=replace(query, radius_m=radius))


def _refused(
    request: HttpRequest, values: Mapping[str, Sequence[str]], words: str, problem: Problem | None = None
) -> HttpResponse:
    """The form again, with why."""
    kept = {name: given for name, given in values.items() if problem or name not in links.AREA}
    answer = _form(request, kept, words)
    answer.status_code = int(problem.status) if problem else HTTPStatus.BAD_REQUEST
    for name, value in (problem.headers if problem else {}).items():
        answer[name] = value
    return answer


def _status(request: HttpRequest, export: Export) -> StatusPage:
    form = requests.format_of(export)
    heading, words = _said(export)
    page = StatusPage(export, heading, words, form, [(name, value) for name, value in export.parameters])
    address = download.address(request, export, FILE)
    if address is None:
        return page
    deleted = files.deleted_at(export)
    return replace(
        page,
        file_url=address,
        size=filesizeformat(export.size or 0),
        left_out=_left_out(export.left_out or 0),
        kept=units.day(deleted) if deleted else "",
    )


def _said(export: Export) -> tuple[str, str]:
    """Heading and a line below it."""
    if export.state == State.COMPLETED:
        if not files.is_there(export):
            return _("The file is not kept any more"), _("It can be made again from today's data.")
        return _("Your file is ready"), units.stations(export.rows or 0)
    if export.state == State.RUNNING:
        done, total = units.count(export.done), units.count(export.total or 0)
        told = _("%(done)s of %(total)s stations") % {"done": done, "total": total}
        return _("Your file is being made"), told if export.total else _("Looking for the stations…")
    if export.state == State.PENDING:
        words = _("It waits for its turn; this page follows.") if not export.error else _("It is tried again soon.")
        return _("Your file is going to be made"), words
    if export.state == State.CANCELLED:
        return _("Cancelled"), _("No file was made.")
    return _("The file could not be made"), export.error if export.state == State.FAILED else _("It failed repeatedly.")


def _left_out(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(n)s station is left out: its licence is closed or unknown.",
        "%(n)s stations are left out: their licence is closed or unknown.",
        number,
    ) % {"n": units.count(number)}
