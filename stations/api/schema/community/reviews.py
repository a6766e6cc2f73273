"""Reviews in the OpenAPI document."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from stations.api.schema import examples
from stations.api.schema.community import common
from stations.api.schema.community.common import ID, MOMENT, STATION, Answers, Schema, object_of, shown
from stations.api.schema.operations import JSON, PROBLEM, Operation, problem
from stations.api.schema.words import ref
from stations.models.review import BEST, MAX_TEXT, PARTS

_SAID: Final = {"stars": 4, "cleanliness": 5, "safety": 3, "accessibility": None, "text": "Dry, and lit at night."}
_REPLY: Final = {
    "text": "Thank you! The second column is on its way.", "mine": False, "state": "SHOWN", "reason": None,
    "created_at": MOMENT, "changed_at": MOMENT,
}  # fmt: skip
_REVIEW: Final = {
    "id": ID, "station": STATION, **_SAID, "mine": False, "helpful": 3, "helped": False, "state": "SHOWN",
    "reason": None, "created_at": MOMENT, "changed_at": MOMENT, "reply": _REPLY,
}  # fmt: skip
_OWN: Final = {**_REVIEW, "mine": True, "helpful": 0, "reply": None}
_RATING: Final = {
    "stars": 4.2, "count": 7, "newest_at": MOMENT, "cleanliness": {"stars": 4.5, "count": 2},
    "safety": {"stars": 3.0, "count": 3}, "accessibility": None,
}  # fmt: skip
_STARS: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": BEST}
_PART: Final[Schema] = {**_STARS, "type": ["integer", "null"], "description": "Null: not rated."}
_WORDS: Final[Schema] = {"type": "string", "maxLength": MAX_TEXT}
_SENT: Final[dict[str, Schema]] = {
    "stars": _STARS,
    **dict.fromkeys(PARTS, _PART),
    "text": {**_WORDS, "type": ["string", "null"], "description": "May be left out."},
}
_MEAN: Final[dict[str, Schema]] = {
    "stars": {"type": "number", "minimum": 1, "maximum": BEST, "description": "The mean, one decimal."},
    "count": {"type": "integer", "minimum": 1, "description": "How many gave them."},
}
SHAPES: Final[dict[str, Schema]] = {
    "ReviewReply": object_of(
        {
            "text": _WORDS,
            "mine": {"type": "boolean"},
            "state": common.STATE,
            "reason": {**common.REASON, "description": "For its author alone: why it was taken down, or waits."},
            "created_at": common.MOMENTS,
            "changed_at": common.MOMENTS,
        }
    ),
    "Review": object_of(
        {
            "id": common.ID_SCHEMA,
            "station": common.STATION_SCHEMA,
            "stars": _STARS,
            **dict.fromkeys(PARTS, _PART),
            "text": {**_WORDS, "description": "May be empty."},
            "mine": {"type": "boolean"},
            "helpful": {"type": "integer", "minimum": 0, "description": "How many others found it helpful."},
            "helped": {"type": "boolean", "description": "You are one of them."},
            "state": common.STATE,
            "reason": {**common.REASON, "description": "For its author alone: why it was taken down, or waits."},
            "created_at": common.MOMENTS,
            "changed_at": {**common.MOMENTS, "description": "When its author said it as it is now."},
            "reply": {"oneOf": [ref("ReviewReply"), {"type": "null"}], "description": "Of the station's operator."},
        }
    ),
    "RatingPart": object_of(_MEAN),
    "Rating": object_of(
        {
            **_MEAN,
            "newest_at": {**common.MOMENTS, "description": "When the newest of these reviews was written."},
            **{part: {"oneOf": [ref("RatingPart"), {"type": "null"}]} for part in PARTS},
        }
    ),
    "ReviewList": common.listed(
        "Review",
        rating={"oneOf": [ref("Rating"), {"type": "null"}], "description": "Null: no reviews yet."},
    ),
    "ReviewSent": object_of(_SENT, needed=("stars",)),
    "ReplySent": object_of({"text": {**_WORDS, "minLength": 1}}),
}
_ID: Final = OpenApiParameter("public_id", common.ID_SCHEMA, OpenApiParameter.PATH, description="A review's id.")
_WHICH: Final = [common.STATION_ID, _ID]
_IF_MATCH: Final = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER,
    description="The `ETag` of the state that is to be changed, or `*`: whatever is there. Any other is a 412.",
)  # fmt: skip
_ETAG: Final = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, description="Names the state, for `If-Match`.", response=[200, 201]
)
_CHANGED: Final[Answers] = {
    (412, PROBLEM): problem("It is not in the state that `If-Match` asks for.", examples.CHANGED)
}
_BODY: Final[Answers] = {**common.TOO_LARGE, **common.UNSUPPORTED}
_ALL: Final[Answers] = {**common.INVALID, **common.WRITES, **common.NOT_FOUND, **common.AWAY}
_GONE: Final = OpenApiResponse(None, "It is gone.")
_NEEDS: Final = "Needs an account with a verified e-mail address."
_EXAMPLE: Final = [OpenApiExample("a review", value=_SAID, request_only=True)]
REVIEWS: Final[Operation] = common.listing(
    "listReviews",
    "List the reviews of a station",
    "The newest first, with what they say together. With a key or a session your own is among them, whatever became "
    "of it.",
    "ReviewList",
    {"data": [_REVIEW], "rating": _RATING, "next": None},
)
REVIEW_WRITE: Final[Operation] = {
    "operation_id": "writeReview",
    "summary": "Review a station",
    "description": (
        "One review of an account for a station; the same again is the one that is there. Whoever speaks for the "
        f"station's operator does not review it. {_NEEDS}"
    ),
    "tags": common.TAGS,
    "parameters": [common.STATION_ID, _ETAG],
    "request": {JSON: ref("ReviewSent")},
    "examples": _EXAMPLE,
    "responses": {
        (200, JSON): shown("Review", "You have said just this before.", _OWN),
        (201, JSON): shown("Review", "It is kept; `state` says whether others see it.", _OWN),
        (409, PROBLEM): problem("You have another review of this station: change that one.", examples.CONFLICT),
        (410, PROBLEM): problem("The station has vanished.", examples.EDIT_GONE),
        **_BODY,
        **_ALL,
    },
}
REVIEW: Final[Operation] = {
    "operation_id": "readReview",
    "summary": "Read a review",
    "description": "One that everybody sees, or your own.",
    "tags": common.TAGS,
    "parameters": [*_WHICH, _ETAG],
    "responses": {
        (200, JSON): shown("Review", "The review.", _REVIEW),
        304: OpenApiResponse(None, "It is as `If-None-Match` names it."),
        **common.INVALID,
        **common.NOT_FOUND,
        **common.AWAY,
    },
}
REVIEW_CHANGE: Final[Operation] = {
    "operation_id": "changeReview",
    "summary": "Change your review",
    "description": (
        "Send the whole of it: what is left out is not rated. Votes were for what it said before, and are gone. One "
        "that was taken down waits for a moderator then."
    ),
    "tags": common.TAGS,
    "parameters": [*_WHICH, _IF_MATCH, _ETAG],
    "request": {JSON: ref("ReviewSent")},
    "examples": _EXAMPLE,
    "responses": {(200, JSON): shown("Review", "It says this now.", _OWN), **_CHANGED, **_BODY, **_ALL},
}
REVIEW_WITHDRAW: Final[Operation] = {
    "operation_id": "withdrawReview",
    "summary": "Withdraw your review",
    "description": "It is deleted with its votes and its reply, and counts no longer.",
    "tags": common.TAGS,
    "parameters": [*_WHICH, _IF_MATCH],
    "responses": {204: _GONE, **_CHANGED, **_ALL},
}
VOTE: Final[Operation] = {
    "operation_id": "findReviewHelpful",
    "summary": "Say that a review helped you",
    "description": f"One vote of an account for a review that is not its own; again it changes nothing. {_NEEDS}",
    "tags": common.TAGS,
    "parameters": [*_WHICH, _ETAG],
    "request": None,
    "responses": {(200, JSON): shown("Review", "It is counted.", {**_REVIEW, "helped": True}), **_ALL},
}
VOTE_BACK: Final[dict[str, Any]] = {
    "operation_id": "takeVoteBack",
    "summary": "Take your vote back",
    "description": "Where there is none, nothing changes.",
    "tags": common.TAGS,
    "parameters": _WHICH,
    "responses": {204: OpenApiResponse(None, "It is not counted."), **_ALL},
}
_ANSWERED: Final = {**_REVIEW, "reply": {**_REPLY, "mine": True}}
REPLY: Final[Operation] = {
    "operation_id": "replyToReview",
    "summary": "Reply to a review, or change your reply",
    "description": (
        "For whoever speaks for the station's operator: who sends its stations with a key, or whose verified e-mail "
        "address is the operator's in the source's record. One reply to each review."
    ),
    "tags": common.TAGS,
    "parameters": [*_WHICH, _ETAG],
    "request": {JSON: ref("ReplySent")},
    "examples": [OpenApiExample("a reply", value={"text": _REPLY["text"]}, request_only=True)],
    "responses": {
        (200, JSON): shown("Review", "The reply says this now.", _ANSWERED),
        (201, JSON): shown("Review", "It is replied to.", _ANSWERED),
        **common.CONFLICT,
        **_BODY,
        **_ALL,
    },
}
REPLY_WITHDRAW: Final[Operation] = {
    "operation_id": "withdrawReply",
    "summary": "Withdraw your reply",
    "description": "Only one that is shown; one that was taken down nobody else sees.",
    "tags": common.TAGS,
    "parameters": _WHICH,
    "responses": {204: _GONE, **common.CONFLICT, **_ALL},
}
