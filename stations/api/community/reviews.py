"""`stations/{id}/reviews/`: what drivers think of a station, whom it helped, and what its operator says to it."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api.answers import now_utc
from stations.api.base import check_parameters
from stations.api.community.base import PAGED, ToldView, author, check_station, paged
from stations.api.schema.community import reviews as schema
from stations.api.written import answer, body_of, conditions, moment, nothing, one, text_of
from stations.community import ratings
from stations.community.ratings import Mean, Rating
from stations.community.replies import reply, withdraw_reply
from stations.community.reviews import change_review, no_such_review, vote, withdraw_review, write_review
from stations.models import Reply, Review
from stations.models.review import PARTS

_TOLD: Final = frozenset({"stars", "text", *PARTS})


class Reviews(ToldView):
    """Those of one station, with its rating."""

    braked = "reviews"

    @extend_schema(**schema.REVIEWS)
    def get(self, request: Request, station: str) -> HttpResponse:
        """List the reviews of a station."""
        check_parameters(request, PAGED)
        check_station(station)
        rows, following = paged(request, ratings.of_station(station, request.user))
        rating = ratings.rating_of(station)
        told = [as_dict(review, request.user) for review in rows]
        return answer({"data": told, "rating": _rating(rating) if rating else None, "next": following})

    @extend_schema(**schema.REVIEW_WRITE)
    def post(self, request: Request, station: str) -> HttpResponse:
        """Write a review."""
        check_parameters(request)
        review, is_new = write_review(station=station, told=_told(request), by=author(request), now=now_utc())
        return _one(request, review.public_id, station, HTTPStatus.CREATED if is_new else HTTPStatus.OK)


class OneReview(ToldView):
    """One of them."""

    braked = "reviews"

    @extend_schema(**schema.REVIEW)
    def get(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Read a review."""
        check_parameters(request)
        return _one(request, public_id, station)

    @extend_schema(**schema.REVIEW_CHANGE)
    def put(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Change one's own."""
        check_parameters(request)
        check = conditions(request, lambda there: as_dict(there, request.user))
        change_review(
            station=station, public_id=public_id, told=_told(request), by=author(request), now=now_utc(), check=check
        )
        return _one(request, public_id, station)

    @extend_schema(**schema.REVIEW_WITHDRAW)
    def delete(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Withdraw one's own."""
        check_parameters(request)
        check = conditions(request, lambda there: as_dict(there, request.user))
        withdraw_review(station=station, public_id=public_id, by=author(request), now=now_utc(), check=check)
        return nothing()


class ReviewVote(ToldView):
    """Whether a review helped whoever asks."""

    braked = "reviews"

    @extend_schema(**schema.VOTE)
    def put(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Find a review helpful."""
        return self._voted(request, station, public_id, helpful=True)

    @extend_schema(**schema.VOTE_BACK)
    def delete(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Find it helpful no longer."""
        return self._voted(request, station, public_id, helpful=False)

    def _voted(self, request: Request, station: str, public_id: str, *, helpful: bool) -> HttpResponse:
        check_parameters(request)
        vote(station=station, public_id=public_id, helpful=helpful, by=author(request), now=now_utc())
        return _one(request, public_id, station) if helpful else nothing()


class ReviewReply(ToldView):
    """What the operator says to a review."""

    braked = "reviews"

    @extend_schema(**schema.REPLY)
    def put(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Reply, or change one's reply."""
        check_parameters(request)
        words = text_of(body_of(request, {"text"}), "text")
        _, is_new = reply(station=station, public_id=public_id, text=words, by=author(request), now=now_utc())
        return _one(request, public_id, station, HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    @extend_schema(**schema.REPLY_WITHDRAW)
    def delete(self, request: Request, station: str, public_id: str) -> HttpResponse:
        """Withdraw one's reply."""
        check_parameters(request)
        withdraw_reply(station=station, public_id=public_id, by=author(request), now=now_utc())
        return nothing()


def as_dict(review: Review, reader: Any) -> dict[str, Any]:
    """What the API says of a review as `ratings.of_station` gives it to a reader."""
    mine = _is_of(review, reader)
    told: Reply | None = getattr(review, "reply", None)
    return {
        "id": review.public_id,
        "station": review.station,
        "stars": review.stars,
        **{part: getattr(review, part) for part in PARTS},
        "text": review.text,
        "mine": mine,
        "helpful": getattr(review, "helpful", 0),
        "helped": bool(getattr(review, "helped", False)),
        "state": review.state,
        "reason": (review.reason or None) if mine else None,
        "created_at": moment(review.created_at),
        "changed_at": moment(review.changed_at),
        "reply": _reply(told, reader) if told else None,
    }


def _reply(told: Reply, reader: Any) -> dict[str, Any] | None:
    mine = _is_of(told, reader)
    if not (mine or told.state == Reply.State.SHOWN):
        return None
    return {
        "text": told.text,
        "mine": mine,
        "state": told.state,
        "reason": (told.reason or None) if mine else None,
        "created_at": moment(told.created_at),
        "changed_at": moment(told.changed_at),
    }


def _rating(rating: Rating) -> dict[str, Any]:
    parts = {part: _mean(rating.parts[part]) if part in rating.parts else None for part in PARTS}
    return {**_mean(rating.whole), "newest_at": moment(rating.newest_at), **parts}


def _mean(mean: Mean) -> dict[str, Any]:
    return {"stars": float(mean.stars), "count": mean.count}


def _is_of(told: Review | Reply, reader: Any) -> bool:
    return bool(reader and reader.pk) and told.user_id == reader.pk


def _told(request: Request) -> dict[str, Any]:
    told = body_of(request, _TOLD)
    return {**told, "text": text_of(told, "text")}


def _one(request: Request, public_id: str, station: str, status: int = HTTPStatus.OK) -> HttpResponse:
    review = ratings.of_station(station, request.user).filter(public_id=public_id).first()
    if review is None:
        raise no_such_review()
    return one(request, as_dict(review, request.user), status)
