"""The decorator: keys from arguments and tags, both tiers, and one maker where many ask at once."""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import update_wrapper
from hashlib import blake2b
from inspect import Signature, signature
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast, get_type_hints

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string

from voltway.lib.caching import shared
from voltway.lib.caching.memory import Memory

P = ParamSpec("P")
R = TypeVar("R")

# Seconds that one who asks waits for another who makes the same; then it makes it itself.
LONGEST_WAIT_S: Final = 20.0
_encode = msgspec.msgpack.Encoder().encode
# Sets and mappings in one order, so that the same arguments have the same key in every process.
_canonical = msgspec.msgpack.Encoder(order="deterministic").encode

KEPT: Final[Memory[Any]] = Memory(settings.CACHE_MEMORY_BYTES)


class _Flight:
    """Somebody in this process makes a value; others wait for it."""

    def __init__(self) -> None:
        self.maker, self.done = threading.get_ident(), threading.Event()
        self.content: bytes | None = None


_flights: Final[dict[str, _Flight]] = {}
_flights_lock = threading.Lock()


def cached(
    *, ttl: float, tags: Iterable[str] = (), apart: Iterable[str] = (), form: int = 1
) -> Callable[[Callable[P, R]], "Cached[P, R]"]:
    """Keep a function's results for `ttl` seconds, under its arguments and the versions of its tags.

    Arguments and result are anything that msgspec writes; the result is read back as the function's annotation says.
    `apart` names arguments that don't change the result. Raise `form` when the same arguments give another result.
    """
    return lambda function: Cached(function, ttl, tuple(tags), frozenset(apart), form)


class Cached(Generic[P, R]):
    """A function whose results are kept."""

    def __init__(
        self, function: Callable[P, R], ttl: float, tags: tuple[str, ...], apart: frozenset[str], form: int
    ) -> None:
        update_wrapper(self, function)
        self._function, self._ttl, self._tags, self._apart = function, ttl, tags, apart
        self._signature: Signature = signature(function)
        self._name = (f"{function.__module__}.{function.__qualname__}", form)
        self._decode: Callable[[bytes], Any] | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = self.key(*args, **kwargs)
        content = KEPT.get(key)
        if content is None:
            content = self._flown(key, lambda: self._as_bytes(self._function(*args, **kwargs)))
        return self._from_bytes(content)

    def key(self, *args: P.args, **kwargs: P.kwargs) -> str:
        """Where the result for these arguments is kept, at the versions of now."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = [value for name, value in bound.arguments.items() if name not in self._apart]
        versions = tag_versions() if self._tags else {}
        parts = (self._name, [versions[tag] for tag in self._tags], given)
        return blake2b(_canonical(parts), digest_size=16).hexdigest()

    def _flown(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The value from whoever makes it in this process."""
        with _flights_lock:
            flight = _flights.get(key)
            mine = flight is None
            if flight is None:
                flight = _flights[key] = _Flight()
        if not mine:
            # One who asks while making, or whose maker failed, makes it without a word to anybody.
            waited = flight.maker != threading.get_ident() and flight.done.wait(LONGEST_WAIT_S)
            return flight.content if waited and flight.content is not None else make()
        try:
            # It may have come between the look and the take-off.
            flight.content = KEPT.peek(key)
            if flight.content is None:
                flight.content = self._shared(key, make)
            return flight.content
        finally:
            with _flights_lock:
                del _flights[key]
            flight.done.set()

    def _shared(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The value from Redis, from another process that makes it, or made here."""
        found, token = shared.get_or_claim(key, longest_s=LONGEST_WAIT_S)
        if found is None:
            return self._made(key, make, token)
        shared.release(key, token)
        self._keep(key, found[0], min(found[1], self._ttl))
        return found[0]

    def _made(self, key: str, make: Callable[[], bytes], token: str) -> bytes:
        try:
            content = make()
            self._keep(key, content, self._ttl)
            shared.put(key, content, ttl=self._ttl)
        finally:
            shared.release(key, token)
        return content

    def _keep(self, key: str, content: bytes, ttl: float) -> None:
        KEPT.put(key, content, size=len(content), ttl=ttl)

    def _as_bytes(self, result: R) -> bytes:
        return result if isinstance(result, bytes) else _encode(result)

    def _from_bytes(self, content: bytes) -> R:
        # Looked up late: the annotation may name what its module defines further down.
        decode = self._decode
        if decode is None:
            result = get_type_hints(self._function)["return"]
            decode = self._decode = bytes if result is bytes else msgspec.msgpack.Decoder(result).decode
        kept: Any = decode(content)
        return cast(R, kept)


def tag_versions() -> Mapping[str, int]:
    """The version of every tag, from the function that the setting CACHE_TAG_VERSIONS names."""
    versions: Mapping[str, int] = import_string(settings.CACHE_TAG_VERSIONS)()
    return versions


def clear() -> None:
    KEPT.clear()
