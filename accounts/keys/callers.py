"""Who is behind a key. Each process believes what the database said for two seconds: so long a revoked key may open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts import plans
from accounts.keys.secret import PATTERN, digest_of
from accounts.models import ApiKey, User
from accounts.plans import Terms
from voltway.lib.access import Allowance, Scope
from voltway.lib.caching import Memory

BELIEVED_S: Final = 2.0
_MEMORY_BYTES, _BYTES_EACH = 8_000_000, 1_500


@dataclass(frozen=True, slots=True)
class Caller:
    """The key of a request, its owner, and what the owner's plan gives."""

    key: int
    user: User
    scopes: frozenset[Scope]
    expires_at: datetime | None
    terms: Terms

    @property
    def allowance(self) -> Allowance:
        return self.terms.allowance


# Digest → (caller, or None for a key that nobody has).
_known: Final[Memory[tuple[Caller | None]]] = Memory(_MEMORY_BYTES, tier="keys")


def caller_of(text: str, *, now: datetime) -> Caller | None:
    """Whose key this is; None for one that is unknown, expired or revoked. Raises DatabaseError."""
    if not PATTERN.fullmatch(text):
        return None
    digest = digest_of(text)
    found = _known.get(digest.hex())
    if found is None:
        found = (_read(digest),)
        _known.put(digest.hex(), found, size=_BYTES_EACH, ttl=BELIEVED_S)
    caller = found[0]
    if caller is None or (caller.expires_at is not None and caller.expires_at <= now):
        return None
    return caller


def forget(digest: bytes) -> None:
    """Ask the database again: this process has changed the key."""
    _known.forget(digest.hex())


def _read(digest: bytes) -> Caller | None:
    key = ApiKey.objects.select_related("owner").filter(digest=digest, revoked_at=None, owner__is_active=True).first()
    if key is None:
        return None
    return Caller(key.pk, key.owner, key.scopes, key.expires_at, plans.terms_of(key.owner))
