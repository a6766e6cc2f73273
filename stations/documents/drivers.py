"""Drivers as a source: their terms, and what a document says of the facts that they corrected."""

from dataclasses import dataclass
from typing import Any, Final

UID: Final = "drivers"
NAME: Final = "VoltWay drivers"
# Given into the public domain: a corrected record keeps the terms of its own source, whatever they are.
LICENCE: Final = "CC0 1.0"
LICENCE_URL: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
# Where their entry begins in a document: no text holds this, since its quotation marks have backslashes.
MARK: Final = f'}},{{"uid":"{UID}","name":'.encode()


@dataclass(frozen=True, slots=True)
class Corrected:
    """One field that drivers corrected: since when, as the API writes it, and what the source says instead."""

    field: str
    at: str
    source_says: Any


def entry(public_id: str, corrected: tuple[Corrected, ...]) -> dict[str, Any]:
    """What stands behind the record's own source; `splice` counts on its keys and their order."""
    return {
        "uid": UID,
        "name": NAME,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "open": True,
        "attribution": NAME,
        "url": None,
        "native_id": public_id,
        "last_seen": max(one.at for one in corrected),
        "corrections": [_told(one) for one in corrected],
    }


def _told(one: Corrected) -> dict[str, Any]:
    field, _, evse = one.field.partition(":")
    return {"field": field, "evse": evse or None, "at": one.at, "source_says": one.source_says}
