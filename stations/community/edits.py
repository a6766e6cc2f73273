"""Suggestions as they are kept: who may make one, what is the same, who is told what became of it."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

import orjson
from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery

from stations.community.admission import admit
from stations.community.author import Author, hold_account
from stations.models import Edit
from voltway.lib.locks import hold
from voltway.lib.problems import NotAllowed

MAX_WORDS: Final = 500
_DIGEST_BYTES: Final = 16
State = Edit.State

Changes = Mapping[str, Mapping[str, Any]]


def check_may_suggest(by: Author) -> None:
    """Raises NotAllowed: a moderator has to know that somebody can be told."""
    if by.user is None or not by.user.has_verified_email:
        raise NotAllowed("Whoever suggests something needs an account with a verified e-mail address.")


def keep_edit(
    *, kind: Edit.Kind, station: str, changes: Changes, comment: str, link: str, by: Author, now: datetime
) -> tuple[Edit, bool]:
    """The suggestion, and whether it is new: the same of the same author that still waits is the same.

    Raises NotAllowed for whoever is blocked, NotSignedIn for whoever is deleted.
    """
    digest = digest_of(kind, station, changes)
    with transaction.atomic():
        # A second tap sees what the first one did.
        hold(f"suggested {digest}")
        hold_account(by)
        there = Edit.objects.filter(user=by.user, digest=digest, state=State.WAITING).first()
        if there:
            return there, False
        admitted = admit(Edit, station=station, by=by, now=now)
        edit = Edit.objects.create(
            kind=kind,
            station=station,
            changes=changes,
            comment=comment,
            link=link,
            digest=digest,
            user=by.user,
            origin=by.origin,
            created_at=now,
            state=State.WAITING,
            # Everything waits; a flood is said to whoever looks at the queue.
            reason=admitted.reason,
        )
    return edit, True


def digest_of(kind: Edit.Kind, station: str, changes: Changes) -> str:
    """Of what is suggested, whoever suggests it and whatever was shown to them."""
    suggested = {field: told["to"] for field, told in changes.items()}
    content = orjson.dumps([kind, station, suggested], option=orjson.OPT_SORT_KEYS)
    return blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()


def same_as(edit: Edit) -> QuerySet[Edit]:
    """The suggestion, and those of others that wait for the same decision."""
    return Edit.objects.filter(digest=edit.digest, state=edit.state)


def queue() -> QuerySet[Edit]:
    """Each suggestion once, the first of those that are the same, with how many people make it."""
    same = Edit.objects.filter(digest=OuterRef("digest"), state=OuterRef("state")).order_by()
    counted = same.values("digest").annotate(people=Count("pk")).values("people")
    return Edit.objects.filter(~Exists(same.filter(pk__lt=OuterRef("pk")))).annotate(
        people=Subquery(counted, output_field=IntegerField())
    )


def of_station(station: str, by: Author | None = None) -> QuerySet[Edit]:
    """What was accepted of a station, and what the asker suggested; the newest first."""
    edits = Edit.objects.filter(station=station)
    accepted = edits.filter(state=State.SHOWN)
    found = accepted if by is None or by.user is None else accepted | edits.filter(user=by.user)
    return found.order_by("-created_at", "-pk")


def of_author(user: Any) -> QuerySet[Edit]:
    """Somebody's own; the newest first."""
    return Edit.objects.filter(user=user).order_by("-created_at", "-pk")
