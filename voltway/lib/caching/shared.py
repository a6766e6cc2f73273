"""The second tier: what all processes share in Redis, where settings name one. It never fails a caller.

Every method answers as if nothing were there when Redis does not answer; `up` says whether it is worth asking.
"""

import logging
import secrets
import time
from typing import Any, Final

from django.conf import settings

from voltway.lib.caching.sealed import Forged, seal, unseal
from voltway.lib.measures import Count

logger = logging.getLogger(__name__)

# Larger values stay in the process's memory alone.
LARGEST: Final = 1_000_000
# Seconds after which a process that took on to make a value is given up; until then the others wait for it.
CLAIM_S: Final = 15
_POLL_S: Final = 0.02
_RELEASE: Final = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

_hits, _misses = (Count("cache_reads", tier="redis", outcome=outcome) for outcome in ("hit", "miss"))
_forged: Final = Count("cache_forged", tier="redis")


def up() -> bool:
    """Whether there is a Redis, and it answered when it was last asked."""
    if "django_redis" not in settings.CACHES["default"]["BACKEND"]:
        return False
    from voltway.lib.caching.guarded import breaker

    return not breaker.is_resting()


def is_away() -> bool:
    """Whether settings name a Redis and it does not answer now. One that is left alone is not asked."""
    return "django_redis" in settings.CACHES["default"]["BACKEND"] and _ask("ping") is not True


def get(key: str) -> tuple[bytes, float] | None:
    """(value, seconds for which it is still good); None when there is none."""
    found = _read(key) if up() else None
    (_misses if found is None else _hits).add()
    return found


def put(key: str, content: bytes, *, ttl: float) -> None:
    """Keep a value for `ttl` seconds."""
    if len(content) <= LARGEST and up():
        _ask("set", _name(key), seal(key, content, time.time() + ttl), px=max(1, round(ttl * 1000)))


def get_or_claim(key: str, *, longest_s: float) -> tuple[tuple[bytes, float] | None, str]:
    """The value, else a word that this process makes it (to be given to `release`).

    While another process has given its word its value is waited for, `longest_s` at most; the word is "" when nobody
    could be asked or it took too long.
    """
    ends = time.monotonic() + longest_s
    found = get(key)
    while found is None and time.monotonic() < ends and up():
        token = secrets.token_hex(8)
        if _ask("set", _claim(key), token, nx=True, px=CLAIM_S * 1000):
            # It may have come between the look and the word.
            return _read(key), token
        time.sleep(_POLL_S)
        found = _read(key)
    return found, ""


def release(key: str, token: str) -> None:
    """Take a word back."""
    if token and up():
        _ask("eval", _RELEASE, 1, _claim(key), token)


def _read(key: str) -> tuple[bytes, float] | None:
    sealed = _ask("get", _name(key))
    if not isinstance(sealed, bytes):
        return None
    try:
        content, expires = unseal(key, sealed)
    except Forged:
        _forged.add()
        logger.warning("cache.forged", extra={"key": key})
        return None
    left = expires - time.time()
    return (content, left) if left > 0 else None


def _ask(command: str, *args: Any, **kwargs: Any) -> Any:
    from django_redis import get_redis_connection

    try:
        return getattr(get_redis_connection("default"), command)(*args, **kwargs)
    except Exception as error:
        # Whatever it is: no page fails for want of a cache. The breaker knows what to make of it.
        logger.debug("cache.unanswered", extra={"command": command, "reason": str(error)[:200]})
        return None


def _name(key: str) -> str:
    return f"voltway:kept:{key}"


def _claim(key: str) -> str:
    return f"voltway:making:{key}"
