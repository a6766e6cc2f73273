"""Forms around reviews: writing one's own, finding another one helpful, the operator's reply."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from stations.community import author, replies
from stations.community.reviews import change_review, vote, withdraw_review, write_review
from stations.models import Reply, Review
from stations.models.review import MAX_TEXT, PARTS
from stations.web.community.place import Place, place, told_at_fields
from stations.web.community.reviews import PART_WORDS
from stations.web.words import Text
from voltway.lib import brakes
from voltway.lib.problems import NotAllowed, Problem

_STARS: Final[tuple[tuple[str, Text], ...]] = (
    ("1", gettext_lazy("Bad")),
    ("2", gettext_lazy("Poor")),
    ("3", gettext_lazy("Fair")),
    ("4", gettext_lazy("Good")),
    ("5", gettext_lazy("Very good")),
)
_WITHDRAW: Final = "withdraw"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, station: str) -> HttpResponse:
    """The form of one's own review: written, changed or withdrawn; then back to the station."""
    here = place(station)
    own = Review.objects.filter(station=station, user=request.user.pk, withdrawn_at=None).first()
    if request.method != "POST":
        return _form(request, here, own, _values(own) if own else {})
    try:
        brakes.apply("reviews", request, account=request.user.pk)
        _keep(request, station, own)
    except Problem as problem:
        return _form(request, here, own, request.POST.dict(), problem)
    return HttpResponseRedirect(here.url)


@login_required
@require_POST
def helpful(request: HttpRequest, public_id: str) -> HttpResponse:
    """Find a review helpful, or no longer; then back to where it was read."""
    review = _review(public_id)
    try:
        brakes.apply("reviews", request, account=request.user.pk)
        says = request.POST.get("helpful") == "1"
        now = timezone.now()
        vote(station=review.station, public_id=public_id, helpful=says, by=author.of(request), now=now)
    except Problem as problem:
        messages.error(request, problem.detail or str(problem.title))
    return HttpResponseRedirect(f"{_back(request, review)}#review-{public_id}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of the operator's reply: written, changed or withdrawn. Raises NotAllowed for anybody else."""
    review = _review(public_id)
    own = Reply.objects.filter(review=review, user=request.user.pk).first()
    if own is None and not replies.may_reply(review.station, author.of(request)):
        raise NotAllowed(_("Only the operator of a station replies to its reviews."))
    if request.method != "POST":
        return _reply_form(request, review, own, own.text if own else "")
    try:
        brakes.apply("reviews", request, account=request.user.pk)
        _keep_reply(request, review)
    except Problem as problem:
        return _reply_form(request, review, own, request.POST.get("text", ""), problem)
    return HttpResponseRedirect(place(review.station).url)


def _keep(request: HttpRequest, station: str, own: Review | None) -> None:
    """Raises a Problem."""
    by, now = author.of(request), timezone.now()
    if request.POST.get("do") == _WITHDRAW:
        if own:
            withdraw_review(station=station, public_id=own.public_id, by=by, now=now)
        messages.success(request, _("Your review is withdrawn."))
        return
    told = _told(request.POST.dict())
    if own:
        review = change_review(station=station, public_id=own.public_id, told=told, by=by, now=now)
    else:
        review, _is_new = write_review(station=station, told=told, by=by, now=now)
    if review.state == Review.State.SHOWN:
        messages.success(request, _("Thank you. Others see your review now."))
    else:
        messages.success(request, _("Thank you. Others see your review once a moderator has looked at it."))


def _keep_reply(request: HttpRequest, review: Review) -> None:
    """Raises a Problem."""
    where = {"station": review.station, "public_id": review.public_id}
    by, now = author.of(request), timezone.now()
    if request.POST.get("do") == _WITHDRAW:
        replies.withdraw_reply(**where, by=by, now=now)
        messages.success(request, _("Your reply is withdrawn."))
        return
    replies.reply(**where, text=request.POST.get("text", ""), by=by, now=now)
    messages.success(request, _("Your reply stands below the review."))


def _form(
    request: HttpRequest, here: Place, own: Review | None, told: Mapping[str, Any], problem: Problem | None = None
) -> HttpResponse:
    errors = told_at_fields(problem) if problem else {}
    context = {
        "place": here,
        "own": own,
        "stars": {"name": "stars", "chosen": told.get("stars", ""), "error": errors.get("stars", "")},
        "choices": _STARS,
        "parts": [
            {"name": part, "legend": PART_WORDS[part], "chosen": told.get(part, ""), "error": errors.get(part, "")}
            for part in PARTS
        ],
        "text": told.get("text", ""),
        "longest": MAX_TEXT,
        "errors": errors,
    }
    return render(request, "community/review_form.html", context, status=_status(problem))


def _reply_form(
    request: HttpRequest, review: Review, own: Reply | None, text: str, problem: Problem | None = None
) -> HttpResponse:
    context = {
        "place": place(review.station),
        "review": review,
        "own": own,
        "text": text,
        "longest": MAX_TEXT,
        "errors": told_at_fields(problem) if problem else {},
    }
    return render(request, "community/reply_form.html", context, status=_status(problem))


def _values(own: Review) -> dict[str, str]:
    """What the form is filled with; what was not rated is blank."""
    rated = {name: str(getattr(own, name) or "") for name in ("stars", *PARTS)}
    return {**rated, "text": own.text}


def _told(sent: Mapping[str, str]) -> dict[str, Any]:
    """What the form sends: blank is not rated; what is no number stays what it is, and is refused."""
    rated = {name: sent.get(name, "") for name in ("stars", *PARTS)}
    read = {
        name: int(value) if len(value) == 1 and value in "12345" else value or None for name, value in rated.items()
    }
    return {**read, "text": sent.get("text", "")}


def _review(public_id: str) -> Review:
    review = Review.objects.filter(public_id=public_id, state=Review.State.SHOWN).first()
    if review is None:
        raise Http404(_("There is no review at this address."))
    return review


def _back(request: HttpRequest, review: Review) -> str:
    """To the page that the form names, if it is one of ours."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("reviews", args=[review.station])


def _status(problem: Problem | None) -> int:
    return int(problem.status if problem else HTTPStatus.OK)
