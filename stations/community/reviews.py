"""Reviews: written once by an account for a station, changed and withdrawn by it, found helpful by others."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from stations.community import ratings
from stations.community.admission import admit, check_not_blocked
from stations.community.author import Author, check_verified, hold_account
from stations.community.finding import plain_text
from stations.community.listed import listed
from stations.community.speaking import speaks_for
from stations.models import Contribution, Reply, Review, Vote
from stations.models.review import BEST, MAX_TEXT, PARTS
from voltway.lib.locks import hold
from voltway.lib.problems import Conflict, InvalidParameters, NotAllowed, NotFound, NotSignedIn, ParameterError

# Looks at the review that is to be changed, while nobody else changes it; raises where it isn't the one that is meant.
Check = Callable[[Review], None]
# Words of fewer characters are the same by chance.
_TELLING: Final = 40
COPIED: Final = "the same words stand in another review"
AGAIN: Final = "told again after one that was not shown"
MENDED: Final = "changed after it was taken down"
State = Contribution.State


def no_check(_there: Review) -> None:
    """A change that is wanted of whatever is there."""


def write_review(*, station: str, told: Mapping[str, Any], by: Author, now: datetime) -> tuple[Review, bool]:
    """Keep somebody's review; which one, and whether it is new: the same again is the one that is there.

    Raises Conflict where they have another one there, NotFound, Gone, InvalidParameters, NotSignedIn, NotAllowed.
    """
    check_may_tell(by)
    values = _checked(told)
    with telling(station, by=by, now=now):
        listed(station)
        there = Review.objects.filter(station=station, user=by.user).first()
        if there and there.withdrawn_at is None:
            if _differs(there, values):
                raise Conflict("You have a review of this station already: change that one.")
            return there, False
        if speaks_for(station, by.user):
            raise NotAllowed("Whoever speaks for the operator of a station does not review it, but may reply.")
        if there:
            there.delete()
        state, reason = _admitted(station, values, by, now)
        review = Review.objects.create(
            station=station,
            user=by.user,
            origin=by.origin,
            created_at=now,
            changed_at=now,
            state=State.WAITING if there else state,
            reason=AGAIN if there else reason,
            taken_down_at=there.taken_down_at if there else None,
            **values,
        )
    return review, True


def change_review(
    *, station: str, public_id: str, told: Mapping[str, Any], by: Author, now: datetime, check: Check = no_check
) -> Review:
    """Say something else in one's own review; votes were for what it said before, and are gone.

    Raises NotFound, InvalidParameters, NotSignedIn, NotAllowed, and whatever `check` does.
    """
    check_may_tell(by)
    with telling(station, by=by, now=now):
        review, values = _own(station, public_id, by), _checked(told)
        check(review)
        if _differs(review, values):
            state, reason = review.state, review.reason
            if state == State.HIDDEN or review.taken_down_at:
                state, reason = State.WAITING, MENDED
            elif state == State.SHOWN and _is_copied(station, values["text"], by):
                state, reason = State.WAITING, COPIED
            Review.objects.filter(pk=review.pk).update(changed_at=now, state=state, reason=reason, **values)
            Vote.objects.filter(review=review).delete()
            review.refresh_from_db()
    return review


def withdraw_review(*, station: str, public_id: str, by: Author, now: datetime, check: Check = no_check) -> None:
    """Take one's own review back, with its votes and its reply. Raises NotFound, and whatever `check` does."""
    if by.user is None:
        raise NotSignedIn("Reviews are withdrawn by who wrote them.")
    with transaction.atomic():
        hold(f"told of {station}")
        review = _own(station, public_id, by)
        check(review)
        if review.state == State.SHOWN and not review.taken_down_at:
            review.delete()
            return
        # Written anew it would be shown, whatever a moderator said of it.
        review.votes.all().delete()
        Reply.objects.filter(review=review).delete()
        empty = dict.fromkeys(PARTS)
        Review.objects.filter(pk=review.pk).update(state=State.HIDDEN, text="", withdrawn_at=now, **empty)


def vote(*, station: str, public_id: str, helpful: bool, by: Author, now: datetime) -> None:
    """Say that somebody else's review helped, or no longer. Raises NotFound, NotSignedIn, NotAllowed."""
    check_may_tell(by)
    with telling(station, by=by, now=now):
        review = Review.objects.filter(station=station, public_id=public_id, state=State.SHOWN).first()
        if review is None:
            raise no_such_review()
        if by.user and review.user_id == by.user.pk:
            raise NotAllowed("Whether a review helps, others say than who wrote it.")
        if helpful:
            Vote.objects.get_or_create(review=review, user=by.user, defaults={"created_at": now})
        else:
            Vote.objects.filter(review=review, user=by.user).delete()


def check_may_tell(by: Author) -> None:
    """Raises NotSignedIn, or NotAllowed: many accounts are made without an address, and would be many voices."""
    check_verified(by, "Reviews, votes and replies come from people with an account.")


@contextmanager
def telling(station: str, *, by: Author, now: datetime) -> Iterator[None]:
    """A transaction in which nobody else tells anything of the station. Raises NotAllowed for whoever is blocked."""
    with transaction.atomic():
        # A second tap sees what the first one did.
        hold(f"told of {station}")
        hold_account(by)
        check_not_blocked(by, now=now)
        yield


def _own(station: str, public_id: str, by: Author) -> Review:
    """Somebody's review as the API and pages show it. Raises NotFound."""
    mine = ratings.of_station(station, by.user).filter(user=by.user, user__isnull=False, public_id=public_id).first()
    if mine is None:
        raise NotFound("You have no review with this id at this station.")
    return mine


def no_such_review() -> NotFound:
    return NotFound("There is no review with this id at this station.")


def _checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a review. Raises InvalidParameters that names each member."""
    errors = []
    if not _is_rating(told.get("stars")):
        errors.append(ParameterError("stars", f"must be a whole number from 1 to {BEST}"))
    errors += [
        ParameterError(part, f"must be a whole number from 1 to {BEST}, or null: not rated")
        for part in PARTS
        if told.get(part) is not None and not _is_rating(told[part])
    ]
    text = ""
    try:
        text = plain_text(told.get("text") or "", "text", MAX_TEXT)
    except InvalidParameters as problem:
        errors += problem.errors
    if errors:
        raise InvalidParameters("The review can't be kept as it is.", errors=errors)
    return {"stars": told["stars"], **{part: told.get(part) for part in PARTS}, "text": text}


def _is_rating(value: Any) -> bool:
    return type(value) is int and 1 <= value <= BEST


def _differs(review: Review, values: Mapping[str, Any]) -> bool:
    return any(getattr(review, name) != value for name, value in values.items())


def _admitted(station: str, values: Mapping[str, Any], by: Author, now: datetime) -> tuple[Contribution.State, str]:
    admitted = admit(Review, station=station, by=by, now=now)
    if admitted.state == State.SHOWN and _is_copied(station, values["text"], by):
        return State.WAITING, COPIED
    return admitted.state, admitted.reason


def _is_copied(station: str, text: str, by: Author) -> bool:
    """Whether the same author told the same words elsewhere, or somebody else told them here."""
    if len(text) < _TELLING or by.moderates(Review):
        return False
    others = Review.objects.filter(Q(user=by.user) | Q(station=station), text=text)
    return others.exclude(user=by.user, station=station).exists()
