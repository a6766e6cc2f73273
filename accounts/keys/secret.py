"""What a key looks like, and what is kept of it."""

import re
import secrets
from functools import cache
from hashlib import blake2b
from typing import Final, NamedTuple

from django.conf import settings

# A program that looks for secrets in code finds it by this.
MARK: Final = "vw_"
_PREFIX_BYTES, _SECRET_BYTES = 4, 32
PATTERN: Final = re.compile(rf"{MARK}[0-9a-f]{{{2 * _PREFIX_BYTES}}}_[0-9a-f]{{{2 * _SECRET_BYTES}}}")


class Secret(NamedTuple):
    """A new key: all of it, which only its owner keeps, and the beginning by which it is known from then on."""

    text: str
    prefix: str


def new_secret() -> Secret:
    """256 random bits behind a random beginning."""
    prefix = MARK + secrets.token_hex(_PREFIX_BYTES)
    return Secret(f"{prefix}_{secrets.token_hex(_SECRET_BYTES)}", prefix)


def digest_of(text: str) -> bytes:
    """What is kept of a key: a keyed hash, fast because nobody guesses 256 bits (docs/adr/0016-api-keys.md)."""
    return blake2b(text.encode(), key=_pepper(settings.SECRET_KEY), digest_size=32).digest()


@cache
def _pepper(secret_key: str) -> bytes:
    return blake2b(secret_key.encode(), digest_size=32, person=b"voltway api keys").digest()
