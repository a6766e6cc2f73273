"""Photos of stations: a strip on the station's page, a page for each, the form that sends one, the pictures."""

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
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stations.community import author, photo_files, photos
from stations.models import Photo
from stations.web import units
from stations.web.community.place import Place, hindrance, place, told_at_fields
from voltway.lib import brakes, pictures
from voltway.lib.problems import InvalidParameters, ParameterError, Problem

# On a station's page; older ones follow from photo to photo.
_IN_STRIP: Final = 12
# What a form has beside its picture.
_AROUND: Final = 20_000
# A day: long enough for a visit, and for as long some browser may still have what was taken down.
_KEPT: Final = "public, max-age=86400, immutable"
# For whoever opens a picture by itself: nothing in it is to be run.
_POLICY: Final = "default-src 'none'; sandbox"
ALL_SHOWN: Final = Photo.State.SHOWN


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small copy with what has to stand beside it."""

    photo: Photo
    width: int
    height: int
    day: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The newest photos of a station."""

    thumbnails: list[Thumbnail]
    has_more: bool
    add_url: str


def strip(request: HttpRequest, station: str) -> Strip:
    """For the station's page."""
    found = list(photos.of_station(station, request.user)[: _IN_STRIP + 1])
    add_url = reverse("photo-add", args=[station])
    return Strip([_thumbnail(photo) for photo in found[:_IN_STRIP]], len(found) > _IN_STRIP, add_url)


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page of one photo: large, with its author and licence; 404 for whoever may not see it."""
    photo = _found(request, public_id)
    others = photos.of_station(photo.station, request.user)
    context = {
        "photo": photo,
        "place": place(photo.station),
        "day": units.day(photo.created_at),
        "is_own": request.user.is_authenticated and photo.user_id == request.user.pk,
        "newer": others.filter(created_at__gt=photo.created_at).order_by("created_at", "pk").first(),
        "older": others.filter(created_at__lt=photo.created_at).first(),
    }
    answer = render(request, "community/photo.html", context)
    answer["Cache-Control"] = "no-cache" if photo.state == ALL_SHOWN else "private, no-store"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


@require_safe
def picture(request: HttpRequest, public_id: str, size: str) -> HttpResponse:
    """One of a photo's copies. It never changes; one that waits or was taken down is kept by nobody."""
    photo = _found(request, public_id)
    try:
        content = photo_files.content(photo, size)
    except FileNotFoundError:
        raise Http404 from None
    answer = HttpResponse(content, content_type=pictures.MEDIA_TYPE)
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    # Nothing packs it on the way.
    answer["Content-Encoding"] = "identity"
    answer["Cache-Control"] = _KEPT if photo.state == ALL_SHOWN else "private, no-store"
    return answer


# The token of a form is read from its body: how long that may be is looked at first.
@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, station: str) -> HttpResponse:
    """The form, and what it sends."""
    here = place(station)
    if here.is_gone:
        # Its page says what there is to say.
        return HttpResponseRedirect(here.url)
    try:
        pictures.check_size(int(request.META.get("CONTENT_LENGTH") or 0) - _AROUND, field=photos.PICTURE)
    except Problem as problem:
        return _form(request, here, {}, problem)
    return _add(request, here)


@login_required
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete one's own."""
    photo = _found(request, public_id)
    photos.drop_photo(station=photo.station, public_id=public_id, by=author.of(request))
    messages.success(request, _("The photo is deleted."))
    return HttpResponseRedirect(place(photo.station).url)


@csrf_protect
def _add(request: HttpRequest, here: Place) -> HttpResponse:
    if request.method != "POST":
        return _form(request, here, {}, hindrance(photos.check_may_send, request))
    try:
        brakes.apply("photos", request, account=request.user.pk)
        photo, is_new = _sent(request, here)
    except Problem as problem:
        return _form(request, here, request.POST.dict(), problem)
    if not is_new:
        messages.info(request, _("This photo was there already."))
    elif photo.state == ALL_SHOWN:
        messages.success(request, _("Thank you. The photo is shown."))
    else:
        messages.success(request, _("Thank you. Others see the photo once a moderator has looked at it."))
    return HttpResponseRedirect(photo.get_absolute_url())


def _sent(request: HttpRequest, here: Place) -> tuple[Photo, bool]:
    """Raises a Problem."""
    told, given = request.POST, request.FILES.get(photos.PICTURE)
    if given is None:
        raise InvalidParameters(errors=[ParameterError(photos.PICTURE, _("Choose a picture first."))])
    pictures.check_size(given.size or 0, field=photos.PICTURE)
    about = photos.About(
        licence=told.get("licence", ""),
        mine="mine" in told,
        author=told.get("author", ""),
        caption=told.get("caption", ""),
    )
    by, now = author.of(request), timezone.now()
    return photos.add_photo(station=here.id, content=given.read(), about=about, by=by, now=now)


def _form(request: HttpRequest, here: Place, told: Mapping[str, Any], problem: Problem | None = None) -> HttpResponse:
    context = {
        "place": here,
        "told": told,
        "errors": told_at_fields(problem) if problem else {},
        "licences": Photo.Licence.choices,
        "accept": ",".join(pictures.MEDIA_TYPES),
        "max_mb": pictures.MAX_BYTES // 1_000_000,
        "max_caption": photos.MAX_CAPTION,
        "max_author": photos.MAX_AUTHOR,
    }
    status = problem.status if problem else HTTPStatus.OK
    answer = render(request, "community/photo_form.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _found(request: HttpRequest, public_id: str) -> Photo:
    """Raises Http404. What is shown to all is found without asking who looks."""
    photo = Photo.objects.filter(public_id=public_id).first()
    if photo and (photo.state == ALL_SHOWN or photos.may_see(photo, request.user)):
        return photo
    raise Http404(_("There is no photo at this address."))


def _thumbnail(photo: Photo) -> Thumbnail:
    part = min(1.0, photo_files.SIZES["small"] / max(photo.width, photo.height))
    width, height = (max(1, round(side * part)) for side in (photo.width, photo.height))
    return Thumbnail(photo, width, height, units.day(photo.created_at))
