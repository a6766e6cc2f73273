"""Photos in the OpenAPI document."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from stations.api.schema import examples
from stations.api.schema.community import common
from stations.api.schema.community.common import ID, MOMENT, SITE, STATION, Schema, object_of, shown
from stations.api.schema.operations import JSON, PROBLEM, Operation, problem
from stations.community.photos import MAX_AUTHOR, MAX_CAPTION
from stations.models import Photo
from voltway.lib.pictures import MAX_BYTES, MEDIA_TYPES

_ADDRESS: Final = f"{SITE}/photos/{ID}/"
_PHOTO: Final = {
    "id": ID, "station": STATION, "url": _ADDRESS, "caption": "The way in, from the car park", "author": "Ada",
    "licence": "CC-BY-4.0", "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "large": {"url": f"{_ADDRESS}large.webp", "width": 1600, "height": 1200, "size": 152870},
    "small_url": f"{_ADDRESS}small.webp", "state": "SHOWN", "reason": None, "created_at": MOMENT,
}  # fmt: skip
_LICENCE: Final[Schema] = {"type": "string", "enum": [str(one) for one in Photo.Licence.values]}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
SHAPES: Final[dict[str, Schema]] = {
    "Photo": object_of(
        {
            "id": common.ID_SCHEMA,
            "station": common.STATION_SCHEMA,
            "url": {**common.TEXT, "description": "Its page."},
            "caption": {**_MAYBE, "description": "What it shows."},
            "author": {**_MAYBE, "description": "Whom to name; null: nobody."},
            "licence": _LICENCE,
            "licence_url": common.TEXT,
            "large": object_of(
                {
                    "url": common.TEXT,
                    "width": {"type": "integer", "minimum": 1},
                    "height": {"type": "integer", "minimum": 1},
                    "size": {"type": "integer", "minimum": 1, "description": "Bytes."},
                }
            ),
            "small_url": {**common.TEXT, "description": "The same, 320 pixels at most."},
            "state": common.STATE,
            "reason": {
                **common.REASON,
                "description": "Why it was taken down or waits; others read null.",
            },
            "created_at": common.MOMENTS,
        }
    ),
    "PhotoList": common.listed("Photo"),
}


def _told(name: str, schema: Schema, words: str, *, needed: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=words, required=needed)


_BODY: Final[Schema] = {"type": "string", "format": "binary"}
_PHOTO_ID: Final = OpenApiParameter("public_id", common.ID_SCHEMA, OpenApiParameter.PATH, description="A photo's id.")
PHOTOS: Final[Operation] = common.listing(
    "listPhotos",
    "List the photos of a station",
    "The newest first. With a key or a session, your own are among them while they wait or after they were taken down.",
    "PhotoList",
    {"data": [_PHOTO], "next": None},
)
PHOTO_ADD: Final[Operation] = {
    "operation_id": "addPhoto",
    "summary": "Send a photo of a station",
    "description": (
        "The body is the picture itself: JPEG, PNG or WebP, at most 5 MB and 25 megapixels, as its bytes tell, "
        "whatever its `Content-Type` says. It is drawn anew as WebP: position, camera, time and all else beside the "
        "picture is not kept. Others see it once a moderator has looked at it. The same picture again is the one that "
        "is there."
    ),
    "tags": common.TAGS,
    "parameters": [
        common.STATION_ID,
        _told("licence", _LICENCE, "What you give it to others under.", needed=True),
        _told("mine", {"type": "string", "enum": ["1", "true"]}, "You took it, and may give it.", needed=True),
        _told("author", {"type": "string", "maxLength": MAX_AUTHOR}, "Whom to name beside it."),
        _told("caption", {"type": "string", "maxLength": MAX_CAPTION}, "What it shows."),
    ],
    "request": {media: {**_BODY, "maxLength": MAX_BYTES} for media in MEDIA_TYPES},
    "examples": [
        OpenApiExample(f"a picture ({media})", value="(bytes)", media_type=media, request_only=True)
        for media in MEDIA_TYPES
    ],
    "responses": {
        (200, JSON): shown("Photo", "This picture was here already.", _PHOTO),
        (201, JSON): shown("Photo", "It is kept.", {**_PHOTO, "state": "WAITING"}),
        **common.INVALID,
        **common.WRITES,
        **common.NOT_FOUND,
        (410, PROBLEM): problem("The station has vanished.", examples.EDIT_GONE),
        **common.CONFLICT,
        **common.TOO_LARGE,
        **common.UNSUPPORTED,
        **common.AWAY,
    },
}
PHOTO_DROP: Final[dict[str, Any]] = {
    "operation_id": "dropPhoto",
    "summary": "Delete your photo",
    "description": "Deletes a photo of yours with its files.",
    "tags": common.TAGS,
    "parameters": [common.STATION_ID, _PHOTO_ID],
    "responses": {
        204: OpenApiResponse(None, "It is gone."),
        **common.INVALID,
        **common.WRITES,
        **common.NOT_FOUND,
        **common.AWAY,
    },
}
