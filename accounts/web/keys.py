"""`/accounts/keys/`: make keys, see each once, rotate and revoke them, and see what they are used for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import endpoints, plans, usage, usage_chart
from accounts.keys import issue
from accounts.keys.secret import Secret
from accounts.models import ApiKey, Usage, User
from accounts.quotas import admission
from accounts.web import shown_once
from accounts.web.forms import SCOPE_WORDS, KeyForm, RotateForm
from stations.web import units

# Of keys that open nothing any more, so many are shown: the latest.
OVER = 20


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as a list shows it."""

    key: ApiKey
    good: bool
    may_rotate: bool
    scopes: list[str]
    last_used: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a key was used for at one route."""

    words: str
    answered: int
    not_modified: int
    refused: int


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """All keys and a form for another; a new one is shown this once."""
    if request.method != "POST":
        return _with_new_one(request)
    form, now = KeyForm(request.POST, label_suffix=""), timezone.now()
    if form.is_valid():
        given = {"name": form.cleaned_data["name"], "scopes": form.chosen(), "expires_at": form.expires_at(now)}
        try:
            _key, secret = issue.make_key(by=_owner(request), now=now, **given)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return _made(request, secret)
    return _page(request, form, status=HTTPStatus.BAD_REQUEST)


@login_required
@require_safe
def usage_of(request: HttpRequest, prefix: str) -> HttpResponse:
    """What a key was used for in the last thirty days."""
    usage.flush()
    key, now = _found(request, prefix), timezone.now()
    context = {
        "line": _line(key, now),
        "chart": usage_chart.drawn(Usage.objects.filter(key=key), now=now),
        "endpoints": _endpoints(key, now),
        "rotate": RotateForm(label_suffix=""),
        "days": usage_chart.DAYS,
    }
    return render(request, "accounts/key.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rotate(request: HttpRequest, prefix: str) -> HttpResponse:
    """A new key in place of this one, shown this once. Whoever only looks comes to the key's page, which asks."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("key", args=[_found(request, prefix).prefix]))
    form = RotateForm(request.POST)
    if not form.is_valid():
        raise Http404
    overlap = issue.Overlap(form.cleaned_data["overlap"])
    former = _found(request, prefix)
    try:
        _key, secret = issue.rotate_key(key=former, by=_owner(request), overlap=overlap, now=timezone.now())
    except issue.NotGood:
        messages.error(request, _("This key opens nothing any more, or has a successor already."))
        return HttpResponseRedirect(reverse("keys"))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return HttpResponseRedirect(reverse("keys"))
    return _made(request, secret)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Close a key for good. Whoever only looks comes to the key's page, which asks."""
    key = _found(request, prefix)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("key", args=[key.prefix]))
    issue.revoke_key(key=key, by=_owner(request), now=timezone.now())
    messages.success(request, _("%(key)s is revoked.") % {"key": key})
    return HttpResponseRedirect(reverse("keys"))


def _owner(request: HttpRequest) -> User:
    return cast(User, request.user)


def _found(request: HttpRequest, prefix: str) -> ApiKey:
    key = _owner(request).api_keys.filter(prefix=prefix).first()
    if key is None:
        raise Http404
    return key


def _made(request: HttpRequest, secret: Secret) -> HttpResponse:
    """To the page that shows the new key: its address can be loaded again without making another."""
    response = HttpResponseRedirect(reverse("keys"))
    shown_once.hand_over(response, to=_owner(request), secret=secret)
    return response


def _with_new_one(request: HttpRequest) -> HttpResponse:
    form, secret = KeyForm(label_suffix=""), shown_once.taken(request, by=_owner(request))
    if not secret:
        return _page(request, form)
    response = _page(request, form, key=_found(request, secret.prefix), secret=secret.text)
    if request.method == "GET":
        shown_once.forget(response)
    return response


def _page(request: HttpRequest, form: KeyForm, *, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    owner, now = _owner(request), timezone.now()
    usage.flush()
    terms, used = plans.terms_of(owner), admission.used_today(owner, now=now)
    told = {"used": used, "per_day": terms.per_day, "left": max(0, terms.per_day - used)}
    good = owner.api_keys.good(now).select_related("successor")
    # What a log-in had made is of no use to anybody any more, but for the months in which it was used.
    over = owner.api_keys.exclude(issue.of_log_in()).exclude(pk__in=[key.pk for key in good])
    over = over.select_related("successor")
    context = {
        "form": form,
        "good": [_line(key, now) for key in good],
        "over": [_line(key, now) for key in over[:OVER]],
        "over_count": over.count(),
        "terms": terms,
        "used": used,
        "words": {name: units.count(number) for name, number in told.items()},
        "resets_at": _midnight(now),
        **more,
    }
    return render(request, "accounts/keys.html", context, status=status)


def _line(key: ApiKey, now: datetime) -> KeyLine:
    good = key.is_good(now)
    words = [str(words) for scope, words in SCOPE_WORDS.items() if scope in key.scopes]
    last_used = units.age(key.last_used_at, now) if key.last_used_at else ""
    return KeyLine(key, good, good and not hasattr(key, "successor"), words, last_used)


def _midnight(now: datetime) -> datetime:
    return (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _endpoints(key: ApiKey, now: datetime) -> list[Endpoint]:
    rows: Any = usage_chart.lately(Usage.objects.filter(key=key), now=now).values("endpoint")
    found = rows.annotate(**_sums()).order_by("-all_answered", "endpoint")
    return [
        Endpoint(endpoints.words_of(row["endpoint"]), *(row[f"all_{one}"] for one in usage.Outcome)) for row in found
    ]


def _sums() -> dict[str, Sum]:
    return {f"all_{one}": Sum(one.value) for one in usage.Outcome}
