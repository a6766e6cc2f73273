"""`/accounts/searches/`: saved searches, opened with one click."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import SavedSearch
from accounts.models.saved_search import MAX_NAME
from accounts.searches.keep import canonical, drop_search, faults_of, keep_search, rename_search, without_faults
from accounts.web.mine import back, owner, refuse
from stations.search.query import MAX_QUERY
from stations.web import errors, filters, results, search_request
from voltway.lib.problems import InvalidParameters, Problem


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The list; `save` offers to save the parameters that it holds."""
    by = owner(request)
    if request.method == "POST" and not by:
        return _log_in_first(request)
    if request.method == "POST" and by:
        try:
            query, name = request.POST.get("query", ""), request.POST.get("name", "")
            search, _is_new = keep_search(by=by, uid=uuid4(), name=name, query=query, now=timezone.now())
            messages.success(request, _("“%s” is saved.") % search.name)
        except Problem as problem:
            refuse(request, problem)
        return back(request, "searches")
    try:
        offered = _offered(request.GET.get("save", "")[: MAX_QUERY * 2])
    except InvalidParameters as problem:
        return errors.bad_parameters(request, problem)
    saved = SavedSearch.objects.filter(user=by).order_by("saved_at", "pk") if by else ()
    searches = [(search, _words(search.query)) for search in saved]
    suggested = _words(offered)
    context = {
        "searches": searches,
        "query": offered,
        "suggested": suggested,
        "named": request.GET.get("name", suggested)[:MAX_NAME],
        "max_name": MAX_NAME,
    }
    return render(request, "accounts/searches/page.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Opens a search, or says what of it can't be asked any more; renames or forgets it."""
    by = owner(request)
    assert by
    if request.method != "POST":
        search = SavedSearch.objects.filter(user=by, uid=uid).first()
        if search is None:
            raise Http404
        return _opened(request, search)
    try:
        if request.POST.get("do") == "drop":
            drop_search(by=by, uid=uid)
            messages.success(request, _("The search is forgotten."))
        else:
            rename_search(by=by, uid=uid, name=request.POST.get("name", ""))
    except InvalidParameters as problem:
        refuse(request, problem)
    except Problem as problem:
        return errors.of_problem(request, problem)
    return back(request, "searches")


def _opened(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    faults = faults_of(search.query)
    if not faults:
        return HttpResponseRedirect(f"{reverse('finder')}?{search.query}")
    rest = without_faults(search.query, faults)
    context = {"search": search, "faults": faults, "rest_url": f"{reverse('finder')}?{rest}" if rest else ""}
    return render(request, "accounts/searches/outdated.html", context)


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """By way of the log-in to the same form, filled as it was."""
    typed = {"save": request.POST.get("query", ""), "name": request.POST.get("name", "")}
    return redirect_to_login(f"{request.path}?{urlencode(typed)}")


def _offered(query: str) -> str:
    """The canonical form of what is to be saved. Raises InvalidParameters."""
    return canonical(query) if query else ""


def _words(query: str) -> str:
    """What a search asks for, in words; as it stands where it can't be read any more."""
    if not query:
        return ""
    try:
        values = {name: [str(value) for value in given] for name, given in QueryDict(query).lists()}
        asked = search_request.read(values).asked
    except (InvalidParameters, search_request.NoSuchPlace):
        return query
    labels = [active.label for active in filters.active(asked, results.names(asked))]
    area = asked.place or (_("this part of the map") if asked.box else _("near a point") if asked.point else "")
    return " · ".join(part for part in (area, *labels) if part)
