"""What travels from the readers of files to the table: a session as its source told it."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from voltway.lib.batches import RowRefused

# Beyond it a number is a fault of the file: a thousand megawatt-hours, a hundred million of money.
_LARGEST: Final = Decimal(10) ** 8
_FIGURE: Final = re.compile(r"[+-]?(?:\d{1,20}\.?\d{0,20}|\.\d{1,20})", re.ASCII)


class Doubt(StrEnum):
    """Why something of a session is not as its source told it."""

    # The clocks were set back: the hour was there twice, and the first of them was taken.
    TIME_REPEATED = "time_repeated"
    # The clocks were set forward over this time: it was taken by the clock that had not been set.
    TIME_SKIPPED = "time_skipped"
    END_BEFORE_START = "end_before_start"
    END_IN_FUTURE = "end_in_future"
    ENERGY_NEGATIVE = "energy_negative"
    ENERGY_TOO_MUCH = "energy_too_much"
    COST_NEGATIVE = "cost_negative"
    COST_WITHOUT_CURRENCY = "cost_without_currency"
    # No cost with tax was told: it is the one without.
    COST_BEFORE_TAX = "cost_before_tax"
    # Nobody said where its clock is: UTC.
    ZONE_ASSUMED = "zone_assumed"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session. Times are UTC, energy is in watt-hours; figures may still be such as can't be true.

    `voids` is the id of another session that this record takes back; it is none itself.
    """

    native_id: str
    started_at: datetime
    ended_at: datetime | None = None
    # The source tells an end, or that there was one.
    ended: bool = False
    energy_wh: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    station: str = ""
    site: str = ""
    evse_uid: str = ""
    connector_uid: str = ""
    operator: str = ""
    driver_token: str = ""
    time_zone: str = ""
    # Watts that the strongest plug of its source gives, where nothing is known of its own.
    max_power: int | None = None
    doubts: frozenset[Doubt] = frozenset()
    voids: str = ""


def figure(told: object, at: str) -> Decimal | None:
    """A number as told, None for an empty one. Raises RowRefused for what is none."""
    text = "" if told is None else str(told).strip()
    if not text:
        return None
    if isinstance(told, str):
        text = text.replace(",", ".", 1)
    # A float's text has the digits that were written; "1e5" and "1 000" in a cell are nobody's meter.
    if isinstance(told, bool) or not (_FIGURE.fullmatch(text) or isinstance(told, int | float)):
        raise RowRefused("number", at, f"{text[:40]!r} is no number")
    value = Decimal(text)
    if not abs(value) <= _LARGEST:
        raise RowRefused("number", at, f"{text[:40]} is more than {_LARGEST:,}")
    return value


def watt_hours(kwh: Decimal | None) -> int | None:
    return None if kwh is None else round(kwh * 1000)


def name_of(value: object, at: str, longest: int) -> str:
    """A reference of the source, without blanks around it. Raises RowRefused for one that is too long, or no text."""
    text = "" if value is None else str(value).strip()
    if isinstance(value, dict | list | bool) or len(text) > longest or "\0" in text:
        raise RowRefused("text", at, f"must be {longest} characters at most, and none of them NUL")
    return text
