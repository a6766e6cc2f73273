"""Fields of suggestions, and what is said of them, in words: for pages, the console and lists of corrections."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from stations.models import Edit

Text = str | Promise
Naming = Callable[[str | None], Text]
Field = Edit.Field


def _as_is(value: str | None) -> Text:
    return value or _("plug not known")


def field_words(field: str) -> str:
    """ "plugs of 1"."""
    name, _colon, evse = field.partition(":")
    label = str(Field(name).label)
    return _("%(field)s of point %(evse)s") % {"field": label, "evse": evse} if evse else label


def said(field: str, value: Any, *, plug: Naming = _as_is, access: Callable[[str], Text] = str) -> str:
    """A value in words; "" where nothing is said."""
    if value is None:
        return ""
    name = field.partition(":")[0]
    if name == Field.PLUGS:
        return ", ".join(_plug(each, plug) for each in value)
    if name == Field.COORDINATES:
        return f"{value['latitude']:.6f}, {value['longitude']:.6f}"
    if name == Field.GONE:
        return _("it is gone") if value else _("it is there")
    return str(access(value)) if name == Field.ACCESS else str(value)


def _plug(told: dict[str, Any], plug: Naming) -> str:
    watts = told["max_electric_power"]
    parts = (plug(told["standard"]), f"{watts / 1000:g} kW" if watts else "", (told["format"] or "").lower())
    return " ".join(str(part) for part in parts if part)
