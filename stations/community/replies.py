"""Replies: what the operator of a station says to a review, one to each."""

from datetime import datetime
from typing import Any, Final

from stations.community.admission import admit
from stations.community.author import Author
from stations.community.finding import plain_text
from stations.community.reviews import MENDED, check_may_tell, no_such_review, telling
from stations.community.speaking import speaks_for
from stations.models import Reply, Review
from stations.models.review import MAX_TEXT
from voltway.lib.problems import Conflict, InvalidParameters, NotAllowed, NotFound, ParameterError

State = Reply.State
WITHDRAWN: Final = "its author withdrew it"


def may_reply(station: str, by: Author) -> bool:
    """Whoever speaks for the operator, and those of VoltWay's own staff who moderate reviews."""
    return by.user is not None and (_moderates(by) or speaks_for(station, by.user))


def _moderates(by: Author) -> bool:
    user: Any = by.user
    return bool(user.is_staff and user.has_perm("stations.change_review"))


def reply(*, station: str, public_id: str, text: str, by: Author, now: datetime) -> tuple[Reply, bool]:
    """Reply to a review, or change one's own reply; whether it is new.

    Raises Conflict where somebody else has replied, NotFound, InvalidParameters, NotSignedIn, NotAllowed.
    """
    check_may_tell(by)
    with telling(station, by=by, now=now):
        review = _seen(station, public_id)
        if not may_reply(station, by):
            raise NotAllowed("The operator of the station replies, by an account with the address of its record.")
        words = plain_text(text, "text", MAX_TEXT)
        if not words:
            raise InvalidParameters("Nothing is said.", errors=[ParameterError("text", "is needed")])
        there = Reply.objects.filter(review=review).first()
        if there is None:
            return _made(review, words, by, now), True
        if there.user_id != getattr(by.user, "pk", None):
            raise Conflict("Somebody else has replied to this review.")
        if there.text != words:
            if there.state == State.HIDDEN or there.taken_down_at:
                there.state, there.reason = State.WAITING, MENDED
            there.text, there.changed_at = words, now
            there.save(update_fields=["text", "changed_at", "state", "reason"])
    return there, False


def withdraw_reply(*, station: str, public_id: str, by: Author, now: datetime) -> None:
    """Take one's own reply back. Raises NotFound, NotSignedIn, NotAllowed, Conflict for one that a moderator has."""
    check_may_tell(by)
    with telling(station, by=by, now=now):
        there = Reply.objects.filter(review__station=station, review__public_id=public_id, user=by.user).first()
        if there is None:
            raise NotFound("You have no reply to this review.")
        if there.state != State.SHOWN:
            raise Conflict("This reply was taken down: nobody else sees it. Change it, and a moderator looks at it.")
        if there.taken_down_at:
            # Written anew it would be shown, whatever a moderator said of it.
            Reply.objects.filter(pk=there.pk).update(state=State.HIDDEN, reason=WITHDRAWN)
            return
        there.delete()


def _seen(station: str, public_id: str) -> Review:
    review = Review.objects.filter(station=station, public_id=public_id, state=Review.State.SHOWN).first()
    if review is None:
        raise no_such_review()
    return review


def _made(review: Review, words: str, by: Author, now: datetime) -> Reply:
    admitted = admit(Reply, station=review.station, by=by, now=now)
    return Reply.objects.create(
        station=review.station,
        review=review,
        user=by.user,
        origin=by.origin,
        created_at=now,
        changed_at=now,
        state=admitted.state,
        reason=admitted.reason,
        text=words,
    )
