"""The forms by which a driver suggests something: filled from what is shown, read back to what was changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count, takewhile
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.models import Edit
from stations.ocpi import STANDARDS, Access, ConnectorFormat
from stations.records import StationRecord
from stations.sources.corrections.fields import counted, value_of
from stations.sources.suggested import MAX_POINTS
from stations.web import words
from stations.web.words import Text

Field = Edit.Field
# Points whose plugs the form shows; of larger sites the API takes the rest.
_MOST_POINTS: Final = 20
# Kinds of point that are told of a new station.
_NEW_KINDS: Final = 4
# The choice of a plug that is not there.
NO_PLUG: Final = "-"
_FIGURE: Final = re.compile(r"-?[0-9]{1,7}([.,][0-9]{1,15})?")
_TEXTS: Final = (
    (Field.NAME, 200), (Field.OPERATOR, 200), (Field.ADDRESS, 200), (Field.POSTAL_CODE, 20), (Field.CITY, 100),
    (Field.OPENING_HOURS, 500), (Field.PRICE_TEXT, 500), (Field.HELP_PHONE, 40), (Field.WEBSITE, 500),
    (Field.DIRECTIONS, 2000), (Field.NOTES, 2000),
)  # fmt: skip
_LONG: Final = (Field.DIRECTIONS, Field.NOTES)
_HELP: Final[dict[str, Text]] = {
    Field.OPENING_HOURS: gettext_lazy("As in Mo-Fr 08:00-18:00; Sa 09:00-12:00, or 24/7."),
    Field.WEBSITE: gettext_lazy("With https:// at its beginning."),
    Field.HELP_PHONE: gettext_lazy("With the country's code, as in +44 1603 123456."),
}


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form; `was` is what it was filled with first."""

    name: str
    label: Text
    value: str
    was: str
    longest: int = 0
    is_long: bool = False
    options: list[tuple[str, Text]] = field(default_factory=list)
    help: Text = ""


@dataclass(frozen=True, slots=True)
class PlugInput:
    """One plug."""

    prefix: str
    standard: str
    format: str
    power: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class PointInput:
    """One charging point with its plugs, and room for one more."""

    prefix: str
    uid: str
    title: str
    was: str
    plugs: list[PlugInput]


def standards(plugs: Iterable[PlugInput]) -> list[tuple[str, Text]]:
    """All that there are, and what the form holds beside them: that no standard covers it takes no plug away."""
    there = {plug.standard for plug in plugs} - {NO_PLUG, ""}
    known = sorted(((value, words.plug(value)) for value in STANDARDS | there), key=lambda each: str(each[1]))
    return [(NO_PLUG, _("no such plug")), ("", _("not known")), *known]


def formats() -> list[tuple[str, Text]]:
    return [("", _("not known")), *((value.value, words.label(words.FORMATS, value)) for value in ConnectorFormat)]


def inputs(record: StationRecord | None, told: Mapping[str, str]) -> list[Input]:
    """The texts and choices, filled from the record, or as they were sent."""
    found = [_input(record, told, name, longest) for name, longest in _TEXTS]
    access = [(value.value, words.label(words.ACCESS, value)) for value in Access]
    was = _text(record, Field.ACCESS) or Access.UNKNOWN.value
    chosen = Input(
        Field.ACCESS, Field.ACCESS.label, told.get(Field.ACCESS, was), _was(told, Field.ACCESS, was), options=access
    )
    return [*found, chosen]


def figures(record: StationRecord | None, told: Mapping[str, str]) -> dict[str, Input]:
    """Degrees and the number of points."""
    values = {
        "latitude": f"{record.latitude:.6f}" if record else "",
        "longitude": f"{record.longitude:.6f}" if record else "",
        Field.CHARGING_POINTS.value: str(len(counted(record))) if record else "",
    }
    labels = {"latitude": _("Latitude"), "longitude": _("Longitude"), Field.CHARGING_POINTS.value: _("Charging points")}
    return {
        name: Input(name, labels[name], told.get(name, value), _was(told, name, value))
        for name, value in values.items()
    }


def points(record: StationRecord, told: Mapping[str, str]) -> list[PointInput]:
    """The points with their plugs, as they are or as they were sent."""
    return [
        _point(f"plug-{number}", evse.uid, value_of(record, f"{Field.PLUGS}:{evse.uid}"), told, number)
        for number, evse in enumerate(counted(record)[:_MOST_POINTS], 1)
    ]


def kinds(told: Mapping[str, str]) -> list[PlugInput]:
    """Of a new station: so many points with such a plug."""
    return [_plug(f"new-{number}", told, {}) for number in range(1, _NEW_KINDS + 1)]


def suggested(sent: Mapping[str, str]) -> dict[str, Any]:
    """What was changed in the form of a station."""
    told: dict[str, Any] = {name: sent[name] or None for name in _names() if _is_changed(sent, name)}
    if _is_changed(sent, "latitude") or _is_changed(sent, "longitude"):
        told[Field.COORDINATES.value] = position(sent)
    if _is_changed(sent, Field.CHARGING_POINTS):
        told[Field.CHARGING_POINTS.value] = _whole(sent[Field.CHARGING_POINTS])
    if plugs := _changed_points(sent):
        told[Field.PLUGS.value] = plugs
    if sent.get(Field.GONE):
        told[Field.GONE.value] = True
    return told


def added(sent: Mapping[str, str]) -> dict[str, Any]:
    """What was told of a new station."""
    told: dict[str, Any] = {name: sent[name] for name in _names() if sent.get(name, "").strip()}
    told[Field.COORDINATES.value] = position(sent)
    told[Field.PLUGS.value] = [
        {"connectors": [plug]}
        for number in range(1, _NEW_KINDS + 1)
        if (plug := _sent_plug(sent, f"new-{number}"))
        for _number in range(_count(sent.get(f"new-{number}-count", "")))
    ][: MAX_POINTS + 1]
    return told


def position(sent: Mapping[str, str]) -> dict[str, Any]:
    """Degrees; what is no number as it was sent, to be refused where all is."""
    return {name: _number(sent.get(name, "")) for name in ("latitude", "longitude")}


def _names() -> list[str]:
    return [*(str(name) for name, _longest in _TEXTS), Field.ACCESS.value]


def _input(record: StationRecord | None, told: Mapping[str, str], name: Edit.Field, longest: int) -> Input:
    was = _text(record, name)
    return Input(
        name, name.label, told.get(name, was), _was(told, name, was), longest, name in _LONG, help=_HELP.get(name, "")
    )


def _text(record: StationRecord | None, name: str) -> str:
    return (value_of(record, name) or "") if record else ""


def _was(told: Mapping[str, str], name: str, value: str) -> str:
    """A form that is shown again remembers what it was filled with first."""
    return told.get(f"was-{name}", value)


def _is_changed(sent: Mapping[str, str], name: str) -> bool:
    return name in sent and sent[name].strip() != sent.get(f"was-{name}", "").strip()


def _point(prefix: str, uid: str, plugs: list[dict[str, Any]], told: Mapping[str, str], number: int) -> PointInput:
    rows = [_plug(f"{prefix}-{place}", told, plug) for place, plug in enumerate(plugs, 1)]
    rows.append(_plug(f"{prefix}-{len(plugs) + 1}", told, {}))
    was = orjson.dumps(plugs).decode()
    return PointInput(prefix, uid, _("Point %s") % number, _was(told, prefix, was), rows)


def _plug(prefix: str, told: Mapping[str, str], plug: Mapping[str, Any]) -> PlugInput:
    watts = plug.get("max_electric_power")
    return PlugInput(
        prefix,
        told.get(f"{prefix}-standard", (plug["standard"] or "") if plug else NO_PLUG),
        told.get(f"{prefix}-format", plug.get("format") or ""),
        told.get(f"{prefix}-power", f"{(Decimal(watts) / 1000).normalize():f}" if watts else ""),
        told.get(f"{prefix}-count", ""),
    )


def _changed_points(sent: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for number in range(1, _MOST_POINTS + 1):
        prefix = f"plug-{number}"
        was = sent.get(f"was-{prefix}")
        if was is None:
            continue
        rows = takewhile(lambda row: f"{row}-standard" in sent, (f"{prefix}-{place}" for place in count(1)))
        plugs = [plug for row in rows if (plug := _sent_plug(sent, row))]
        if orjson.dumps(plugs).decode() != was:
            found.append({"evse": sent.get(f"{prefix}-evse", ""), "connectors": plugs})
    return found


def _sent_plug(sent: Mapping[str, str], prefix: str) -> dict[str, Any] | None:
    standard = sent.get(f"{prefix}-standard", NO_PLUG)
    if standard == NO_PLUG:
        return None
    power = _number(sent.get(f"{prefix}-power", ""))
    return {
        "standard": standard or None,
        "format": sent.get(f"{prefix}-format") or None,
        "max_electric_power": int(Decimal(str(power)) * 1000) if isinstance(power, float) else power or None,
    }


def _number(text: str) -> float | str:
    text = text.strip()
    return float(text.replace(",", ".")) if _FIGURE.fullmatch(text) else text


def _whole(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text


def _count(text: str) -> int:
    """How many points are alike; one where nothing is said."""
    number = _whole(text)
    return min(number, MAX_POINTS + 1) if isinstance(number, int) else 1
