"""`stations/{id}/photos/`: photos, sent as the picture itself with what is told of it as parameters."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api.answers import now_utc
from stations.api.base import check_parameters
from stations.api.community.base import PAGED, ToldView, author, check_station, paged
from stations.api.schema.community import photos as schema
from stations.api.written import answer, moment, nothing
from stations.community import photos
from stations.models import Photo
from voltway.lib import pictures
from voltway.lib.problems import UnsupportedMedia

_ABOUT: Final = frozenset({"licence", "mine", "author", "caption"})
_YES: Final = frozenset({"1", "true"})


class Photos(ToldView):
    """The photos of one station."""

    braked = "photos"

    @extend_schema(**schema.PHOTOS)
    def get(self, request: Request, station: str) -> HttpResponse:
        """List the photos of a station."""
        check_parameters(request, PAGED)
        check_station(station)
        rows, following = paged(request, photos.of_station(station, request.user))
        return answer({"data": [as_dict(request, photo) for photo in rows], "next": following})

    @extend_schema(**schema.PHOTO_ADD)
    def post(self, request: Request, station: str) -> HttpResponse:
        """Send a photo."""
        check_parameters(request, _ABOUT)
        check_station(station)
        told = request.query_params
        about = photos.About(
            licence=told.get("licence", ""),
            mine=told.get("mine", "") in _YES,
            author=told.get("author", ""),
            caption=told.get("caption", ""),
        )
        content = _content(request)
        photo, is_new = photos.add_photo(
            station=station, content=content, about=about, by=author(request), now=now_utc()
        )
        return answer(as_dict(request, photo), HTTPStatus.CREATED if is_new else HTTPStatus.OK)


class OnePhoto(ToldView):
    """One of them."""

    @extend_schema(**schema.PHOTO_DROP)
    def delete(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Delete one's own."""
        check_parameters(request)
        photos.drop_photo(station=station, public_id=public_id, by=author(request))
        return nothing()


def as_dict(request: Request, photo: Photo) -> dict[str, Any]:
    """What the API says of a photo; `size` in bytes."""

    def address(size: str) -> str:
        return request.build_absolute_uri(reverse("photo-picture", args=[photo.public_id, size]))

    return {
        "id": photo.public_id,
        "station": photo.station,
        "url": request.build_absolute_uri(photo.get_absolute_url()),
        "caption": photo.caption or None,
        "author": photo.author or None,
        "licence": photo.licence,
        "licence_url": photo.licence_url,
        "large": {"url": address("large"), "width": photo.width, "height": photo.height, "size": photo.size},
        "small_url": address("small"),
        "state": photo.state,
        "reason": photo.reason or None if photos.may_know_why(photo, request.user) else None,
        "created_at": moment(photo.created_at),
    }


def _content(request: Request) -> bytes:
    """The body. Raises UnsupportedMedia or TooLarge."""
    plain = request._request
    if plain.content_type not in pictures.MEDIA_TYPES:
        raise UnsupportedMedia(f"The body must be one of {', '.join(pictures.MEDIA_TYPES)}.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("The body must not be compressed.")
    content: bytes = plain.read(pictures.MAX_BYTES + 1)
    pictures.check_size(len(content), field=photos.PICTURE)
    return content
