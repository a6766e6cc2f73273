"""Distances, powers, ages and moments as a visitor reads them."""

from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

METRES_PER_MILE = 1609.344
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25
# From here on the next larger unit says it better.
_MANY_DAYS, _MANY_MONTHS = 61, 24


class Units(StrEnum):
    KM = "km"
    MI = "mi"


def distance(metres: float, units: Units) -> str:
    """Metres as "850 m", "1.2 km" or "0.7 mi": as exact as a driver needs it."""
    if units is Units.KM and metres < 995:
        return _("%(n)s m") % {"n": _whole(round(metres, -1))}
    value = metres / (METRES_PER_MILE if units is Units.MI else 1000)
    figure = number_format(round(value, 1), 1) if value < 9.95 else _whole(value)
    return (_("%(n)s mi") if units is Units.MI else _("%(n)s km")) % {"n": figure}


def radius(km: float, units: Units) -> str:
    value = km * 1000 / METRES_PER_MILE if units is Units.MI else km
    return (_("%(n)s mi") if units is Units.MI else _("%(n)s km")) % {"n": _whole(value)}


def figure(watts: int | None) -> str:
    """Kilowatts without their unit, as a marker shows them: 3.7, 22, 350; "?" when not known."""
    if watts is None:
        return "?"
    kilowatts = round(watts / 1000, 1)
    return _whole(kilowatts) if kilowatts >= 10 or kilowatts.is_integer() else number_format(kilowatts, 1)


def power(watts: int | None) -> str:
    """Watts as "22 kW"; "power not known" for None."""
    return _("power not known") if watts is None else _("%(n)s kW") % {"n": figure(watts)}


def exact_power(watts: int) -> str:
    """Watts as kilowatts with every digit that was given: 3.68 kW."""
    return _("%(n)s kW") % {"n": exact_figure(watts)}


def exact_figure(watts: int) -> str:
    """The same without the unit: 3.68."""
    return number_format(f"{watts / 1000:f}".rstrip("0").rstrip("."), use_l10n=True)


def age(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that says it: "just now", "2 min ago", "3 h ago", "5 days ago"."""
    seconds = int((now - then).total_seconds())
    if seconds < _MINUTE:
        return _("just now")
    if seconds < _HOUR:
        return _("%(n)s min ago") % {"n": seconds // _MINUTE}
    if seconds < _DAY:
        return _("%(n)s h ago") % {"n": seconds // _HOUR}
    days = seconds // _DAY
    if days < _MANY_DAYS:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if days < _MANY_MONTHS * _MONTH_DAYS:
        return _("%(n)s months ago") % {"n": int(days / _MONTH_DAYS)}
    return _("%(n)s years ago") % {"n": int(days / _YEAR_DAYS)}


def day(moment: datetime) -> str:
    return date_format(moment, "DATE_FORMAT")


def count(number: int) -> str:
    return _whole(number)


def stations(number: int) -> str:
    return ngettext("%(n)s station", "%(n)s stations", number) % {"n": count(number)}


def _whole(value: float) -> str:
    return number_format(round(value), 0, force_grouping=True)
