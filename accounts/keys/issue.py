"""What an owner does with keys: make, rotate, revoke."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.keys import callers
from accounts.keys.secret import Secret, digest_of, new_secret
from accounts.models import ApiKey, User
from accounts.models.api_key import ApiKeyQuerySet, as_words
from voltway.lib.access import Scope

# Good ones that somebody may have at a time.
MOST: Final = 20
# Keys that version 1 of the API makes at a log-in: the name they all bear, how long each lasts, how many go on at once.
_LOG_IN: Final = "Log-in of version 1"
LOG_IN_LASTS: Final = timedelta(days=1)
LOG_INS: Final = 5
# What a key was used for today is its owner's quota; two days are over on every clock.
_LOG_INS_KEPT: Final = timedelta(days=2)


class Overlap(StrEnum):
    """How long the former key goes on after a rotation."""

    NONE = "none"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


LASTS: Final = {
    Overlap.NONE: timedelta(0),
    Overlap.HOUR: timedelta(hours=1),
    Overlap.DAY: timedelta(days=1),
    Overlap.WEEK: timedelta(days=7),
}
OVERLAP_WORDS: Final = {
    Overlap.NONE: gettext_lazy("stops at once"),
    Overlap.HOUR: gettext_lazy("goes on for an hour"),
    Overlap.DAY: gettext_lazy("goes on for a day"),
    Overlap.WEEK: gettext_lazy("goes on for a week"),
}


class NotGood(ValueError):
    """The key has expired or was revoked."""


def make_key(
    *, by: User, name: str, scopes: Collection[Scope], expires_at: datetime | None, now: datetime
) -> tuple[ApiKey, Secret]:
    """A new key and its secret, which nobody can be shown again. Raises ValidationError."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 60 or not name.isprintable():
        raise ValidationError({"name": _("A key needs a name of 60 characters at most.")})
    if not scopes:
        raise ValidationError({"scopes": _("A key without a scope opens nothing.")})
    if expires_at is not None and expires_at <= now:
        raise ValidationError({"expires_at": _("A key has to expire later than now.")})
    with transaction.atomic():
        _take_turns(by)
        if by.api_keys.good(now).count() >= MOST:
            raise ValidationError(_("You have %(most)s keys already: revoke one first.") % {"most": MOST})
        return _issue(by, name, as_words(scopes), expires_at, now)


def log_in_key(*, by: User, now: datetime) -> Secret:
    """A key that reads and writes for `LOG_IN_LASTS`; the oldest of those before give way to it."""
    with transaction.atomic():
        _take_turns(by)
        for former in _log_ins(by, now).order_by("-id")[LOG_INS - 1 :]:
            revoke_key(key=former, by=by, now=now)
        return _issue(by, _LOG_IN, as_words((Scope.READ, Scope.WRITE)), now + LOG_IN_LASTS, now)[1]


def revoke_log_ins(*, by: User, now: datetime) -> None:
    """Close the keys of all log-ins, as a new password ends all sessions."""
    for key in _log_ins(by, now):
        revoke_key(key=key, by=by, now=now)


def rotate_key(*, key: ApiKey, by: User, overlap: Overlap, now: datetime) -> tuple[ApiKey, Secret]:
    """A key in place of another, with its name, scopes and lifetime; the other goes on for the overlap at most.

    Raises NotGood, ValidationError where both were one key too many, and ApiKey.DoesNotExist for another's.
    """
    with transaction.atomic():
        _take_turns(by)
        former = by.api_keys.get(pk=key.pk)
        if not former.is_good(now) or hasattr(former, "successor"):
            raise NotGood
        if overlap is not Overlap.NONE and by.api_keys.good(now).count() >= MOST:
            words = _("You have %(most)s keys already: revoke one first, or let this one stop at once.")
            raise ValidationError(words % {"most": MOST})
        lifetime = former.expires_at - former.created_at if former.expires_at else None
        made, secret = _issue(by, former.name, former.scope, now + lifetime if lifetime else None, now, former)
        ends = now + LASTS[overlap]
        former.expires_at = min(former.expires_at, ends) if former.expires_at else ends
        former.save(update_fields=["expires_at"])
    callers.forget(bytes(former.digest))
    return made, secret


def revoke_key(*, key: ApiKey, by: User, now: datetime) -> None:
    """Close a key for good, in every process within `callers.BELIEVED_S`. Raises ApiKey.DoesNotExist for another's."""
    found = by.api_keys.get(pk=key.pk)
    by.api_keys.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
    callers.forget(bytes(found.digest))


def clean_up(*, now: datetime) -> int:
    """Delete keys of log-ins that ended long enough ago for no quota to count them, and have no usage; how many."""
    before = now - _LOG_INS_KEPT
    over = ApiKey.objects.filter(of_log_in(), Q(expires_at__lt=before) | Q(revoked_at__lt=before), usage=None)
    return over.delete()[1].get(ApiKey._meta.label, 0)


def of_log_in(key: str = "") -> Q:
    """Keys that version 1 made at a log-in; `key` is the way to them, such as "key__"."""
    ends = F(f"{key}created_at") + LOG_IN_LASTS
    return Q((f"{key}name", _LOG_IN), (f"{key}expires_at__lte", ends))


def _log_ins(by: User, now: datetime) -> ApiKeyQuerySet:
    return by.api_keys.good(now).filter(of_log_in())


def _take_turns(owner: User) -> None:
    """One at a time of an owner's requests counts and adds."""
    User.objects.select_for_update().get(pk=owner.pk)


def _issue(
    owner: User, name: str, scope: str, expires_at: datetime | None, now: datetime, former: ApiKey | None = None
) -> tuple[ApiKey, Secret]:
    secret = new_secret()
    key = ApiKey.objects.create(
        owner=owner, name=name, prefix=secret.prefix, digest=digest_of(secret.text), scope=scope, created_at=now,
        expires_at=expires_at, rotated_from=former,
    )  # fmt: skip
    return key, secret
