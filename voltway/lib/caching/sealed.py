"""What leaves the process for Redis is signed, and what comes back is believed only with its signature.

Nothing that Redis holds is ever unpickled: bytes stay bytes, values are MessagePack.
"""

import hmac
import struct
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import msgspec
from django.conf import settings

_SIGN: Final = 16
_HEAD: Final = struct.Struct(">d")
_PLAIN: Final = frozenset((bool, int, float, str, bytes))
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class Forged(ValueError):
    """Bytes that we did not write, or not under this key."""


def seal(key: str, content: bytes, expires: float) -> bytes:
    """The content with its expiry (seconds since 1970) and a signature of all three."""
    body = _HEAD.pack(expires) + content
    return _signature(key, body) + body


def unseal(key: str, sealed: bytes) -> tuple[bytes, float]:
    """(content, expiry). Raises Forged."""
    body = sealed[_SIGN:]
    if len(body) < _HEAD.size or not hmac.compare_digest(sealed[:_SIGN], _signature(key, body)):
        raise Forged("no signature of ours")
    return body[_HEAD.size :], _HEAD.unpack_from(body)[0]


class Serializer:
    """For Django's own cache (`SERIALIZER` of django-redis): plain values only, signed."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options

    def dumps(self, value: Any) -> bytes:
        """Raises TypeError for what would come back as something else: objects (for those is `cached`), sets, times."""
        _check(value)
        return seal("", _encode(value), 0.0)

    def loads(self, value: bytes) -> Any:
        """What cannot be believed is as if Redis had not answered."""
        from django_redis.exceptions import ConnectionInterrupted

        try:
            return _decode(unseal("", bytes(value))[0])
        except (ValueError, msgspec.DecodeError) as error:
            raise ConnectionInterrupted(connection=None) from error


def _check(value: Any) -> None:
    if isinstance(value, (list, dict)):
        for one in (*value, *value.values()) if isinstance(value, dict) else value:
            _check(one)
    elif value is not None and type(value) not in _PLAIN:
        raise TypeError(f"{type(value).__name__} is no plain value")


def _signature(key: str, body: bytes) -> bytes:
    return blake2b(key.encode() + b"\0" + body, key=_secret(settings.SECRET_KEY), digest_size=_SIGN).digest()


@cache
def _secret(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=32, person=b"voltway cache").digest()
