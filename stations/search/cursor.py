"""Where a page of answers ended: an opaque word that the next request gives back."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from stations.search.query import Order
from voltway.lib.problems import InvalidParameters, ParameterError

MAX_LENGTH = 400
_PUBLIC_ID = re.compile(r"[a-z2-7]{12}")
_MARKED_ID = re.compile(r"[a-z2-7]{12}|~|")
# Numbers of changes are milliseconds: beyond every date that a calendar holds.
_LATEST = 1 << 48
# Half the way around the Earth in metres, the last cell, and what a database's whole numbers hold.
_LARGEST = {Order.DISTANCE: 20_040_000, Order.PLACE: (1 << 56) - 1, Order.POWER: (1 << 31) - 1}


class Place(NamedTuple):
    """The sort key and public id of the last station of a page."""

    key: float | int | str
    public_id: str


def encode(order: Order, place: Place, search: str) -> str:
    """The word for a place in an order. Cells are hidden in it: they are larger than a JavaScript number."""
    return _word([order, *place, _digest(search)])


def decode(word: str, order: Order, search: str) -> Place | None:
    """The place that a word stands for; None for "". Raises InvalidParameters for a word of another search.

    `search` is what tells searches apart: their parameters but for limit and cursor.
    """
    if not word:
        return None
    match _parts(word):
        case [str(of), key, str(public_id), str(digest)]:
            right = of == order and digest == _digest(search) and _PUBLIC_ID.fullmatch(public_id)
            if right and _is_key(key, order):
                return Place(key, public_id)
    raise _foreign()


def encode_name(kind: str, name: str) -> str:
    """The word for the last row of a list that is sorted by a unique name."""
    return _word([kind, name])


def decode_name(word: str, kind: str) -> str:
    """The name that a word stands for; "" for "". Raises InvalidParameters for a word of another list."""
    if not word:
        return ""
    match _parts(word):
        case [str(of), str(name)] if of == kind:
            return name
    raise _foreign()


def encode_mark(mark: tuple[int, int, str], begun: int) -> str:
    """The word for how far somebody has followed the changes; `begun`: the number at which a first copy was begun."""
    return _word(["changes", *mark, begun])


def decode_mark(word: str) -> tuple[tuple[int, int, str], int]:
    """The mark that a word stands for, and where the copy was begun. Raises InvalidParameters."""
    match _parts(word):
        case ["changes", int(number), int(own), str(public_id), int(begun)]:
            if -1 <= own <= number < _LATEST and 0 <= begun < _LATEST and _MARKED_ID.fullmatch(public_id):
                return (number, own, public_id), begun
    raise _foreign()


def encode_place(place: tuple[int, int, str]) -> str:
    """The word for a station in the list of a source: source, its own change, public id."""
    return _word(["locations", *place])


def decode_place(word: str) -> tuple[int, int, str]:
    """The place that a word stands for. Raises InvalidParameters."""
    match _parts(word):
        case ["locations", int(source), int(own), str(public_id)]:
            if 0 <= source < _LATEST and 0 <= own < _LATEST and _PUBLIC_ID.fullmatch(public_id):
                return source, own, public_id
    raise _foreign()


def _word(parts: list[Any]) -> str:
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def _parts(word: str) -> Any:
    try:
        return orjson.loads(urlsafe_b64decode((word + "=" * (-len(word) % 4)).encode("ascii")))
    except (Base64Error, ValueError):
        return None


def _digest(search: str) -> str:
    return blake2b(search.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _is_key(key: object, order: Order) -> bool:
    if order is Order.NAME:
        return isinstance(key, str) and key.isprintable()
    types = (int, float) if order is Order.DISTANCE else (int,)
    return isinstance(key, types) and not isinstance(key, bool) and 0 <= key <= _LARGEST[order]


def _foreign() -> InvalidParameters:
    rule = "is not a cursor of this search: take it from `next` and keep the other parameters"
    return InvalidParameters("One or more parameters can't be used.", errors=[ParameterError("cursor", rule)])
