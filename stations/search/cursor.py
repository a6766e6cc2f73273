"""Where a page of answers ended: an opaque word that the next request gives back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import NamedTuple

import orjson

from stations.search.query import Order
from voltway.lib.problems import InvalidParameters, ParameterError


class Place(NamedTuple):
    """The sort key and public id of the last station of a page."""

    key: float | int | str
    public_id: str


_KEY_TYPES = {Order.DISTANCE: (float, int), Order.POWER: (int,), Order.NAME: (str,), Order.PLACE: (int,)}


def encode(order: Order, place: Place) -> str:
    """The word for a place in an order. Cells are hidden in it: they are larger than a JavaScript number."""
    return urlsafe_b64encode(orjson.dumps([order, *place])).decode().rstrip("=")


def decode(word: str, order: Order) -> Place | None:
    """The place that a word stands for; None for "". Raises InvalidParameters for a word from elsewhere."""
    if not word:
        return None
    try:
        of_order, key, public_id = orjson.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (Base64Error, ValueError, TypeError):
        raise _foreign() from None
    right = of_order == order and isinstance(key, _KEY_TYPES[order]) and not isinstance(key, bool)
    if not right or not isinstance(public_id, str) or (isinstance(key, int) and abs(key) >= 1 << 63):
        raise _foreign()
    return Place(key, public_id)


def _foreign() -> InvalidParameters:
    rule = "is not a cursor of this search: take it from `next` and keep the order"
    return InvalidParameters("One or more parameters can't be used.", errors=[ParameterError("cursor", rule)])
