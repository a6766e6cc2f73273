"""All that is known of a station, arranged for its page. What is not known is said to be so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from stations.community import edit_words
from stations.documents.fits import power_class
from stations.web import phone, plugs, units, words
from stations.web.community import doubt


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: an empty value is "not known". `assumed`: derived or assumed by us, not stated by the source."""

    label: str
    values: list[words.Text]
    assumed: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Plug:
    icon: str
    label: words.Text
    format: words.Text
    current: words.Text
    power: str
    power_class: int
    figure: str
    # "400 V, 32 A"
    electrics: str
    assumed: bool
    # For a script that knows the visitor's car, as in `plugs.offers`.
    offer: str
    # What drivers found, where to tell that it is broken, and what the operator said to it.
    suspected: str
    broken_url: str
    works_url: str
    answer: Any


@dataclass(frozen=True, slots=True)
class Point:
    """One EVSE: what charges one vehicle at a time."""

    name: str
    evse_id: str
    state: words.Text
    # free, busy, faulty or unknown: chooses the state's colour.
    kind: str
    age: str
    before: words.Text
    plugs: list[Plug]
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Correction:
    """One field as drivers know it, since a day."""

    label: str
    source_says: str
    day: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the record comes from."""

    name: str
    licence: str
    licence_url: str
    attribution: str
    open: bool | None
    url: str
    native_id: str
    seen: str
    # What drivers corrected, and what the source says instead.
    corrections: list[Correction]


_KINDS = {"AVAILABLE": "free", "CHARGING": "busy", "RESERVED": "busy", "BLOCKED": "busy"}
_FAULTS = ("OUTOFORDER", "INOPERATIVE")
_WEB = ("https://", "http://")


Answers = Mapping[tuple[str, str], Any]
_NO_ANSWERS: Answers = {}


def points(station: dict[str, Any], now: datetime, answers: Answers = _NO_ANSWERS) -> list[Point]:
    """The EVSEs that are not removed, in the source's order. `answers`: of the operator, by EVSE and plug."""
    return [_point(station["id"], name, evse, now, answers) for evse, name in named(station)]


def named(station: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The EVSEs that are not removed, with what they are called."""
    there = [evse for evse in station["evses"] if evse["status"] != "REMOVED"]
    yield from ((evse, _point_name(number, evse["physical_reference"])) for number, evse in enumerate(there, start=1))


def _point(station: str, name: str, evse: dict[str, Any], now: datetime, answers: Answers) -> Point:
    status, updated, before = evse["status"], evse["status_updated"], evse["last_known_status"]
    return Point(
        name=name,
        evse_id=evse["evse_id"] or "",
        state=words.label(words.STATES, status) if status else "",
        kind="faulty" if status in _FAULTS else _KINDS.get(status or "", "unknown"),
        age=units.age(datetime.fromisoformat(updated), now) if updated else "",
        before=words.label(words.STATES, before) if before else "",
        plugs=[_plug(station, evse["uid"], connector, now, answers) for connector in evse["connectors"]],
        facts=_point_facts(evse),
    )


def _point_name(number: int, reference: str | None) -> str:
    """What stands on the device, else its number in the list."""
    if reference and not reference.isdigit():
        return reference
    return _("Point %s") % (reference or number)


def _plug(station: str, evse: str, connector: dict[str, Any], now: datetime, answers: Answers) -> Plug:
    watts = connector["max_electric_power"]
    assumed = set(connector["assumed"])
    return Plug(
        icon=plugs.icon(connector["standard"]),
        label=words.plug(connector["standard"]),
        format=words.label(words.FORMATS, connector["format"]) if connector["format"] else "",
        current=words.label(words.CURRENTS, connector["power_type"]) if connector["power_type"] else "",
        power=units.power(None) if watts is None else units.exact_power(watts),
        power_class=power_class(watts),
        figure=units.figure(watts),
        electrics=_electrics(connector["max_voltage"], connector["max_amperage"]),
        assumed="max_electric_power" in assumed,
        offer=plugs.offer(connector),
        suspected=doubt.suspicion(connector, now),
        broken_url=doubt.broken_url(station, evse, connector["id"]),
        works_url=doubt.works_url(station, evse, connector["id"]),
        answer=answers.get((evse, connector["id"])),
    )


def _electrics(volts: int | None, amperes: int | None) -> str:
    known = (_("%s V") % volts if volts else "", _("%s A") % amperes if amperes else "")
    return ", ".join(part for part in known if part)


def _point_facts(evse: dict[str, Any]) -> list[Fact]:
    facts = [
        Fact(_("Floor"), [evse["floor_level"]] if evse["floor_level"] else []),
        Fact(_("Parking for"), words.labels(words.RESTRICTIONS, evse["parking_restrictions"])),
    ]
    return [fact for fact in facts if fact.values]


def using(station: dict[str, Any]) -> list[Fact]:
    assumed = set(station["assumed"])
    operator = station["operator"] or {}
    access = [] if station["access"] == "UNKNOWN" else [words.label(words.ACCESS, station["access"])]
    return [
        Fact(_("Who may charge"), access, "access" in assumed),
        Fact(_("Price"), _price(station), "price_text" in assumed or "free_of_charge" in assumed),
        Fact(_("Payment and start"), _payment(station), "payment_text" in assumed),
        Fact(_("Operator"), _texts(operator.get("name")), "operator" in assumed, _address(operator.get("website"))),
        Fact(_("Help line"), _texts(station["help_phone"] or operator.get("phone")), False, _phone(station)),
        *_told(Fact(_("Also involved"), _texts(station["suboperator"], station["owner"]))),
    ]


def _price(station: dict[str, Any]) -> list[words.Text]:
    if station["price_text"]:
        return [station["price_text"]]
    known = {True: [_("Free of charge")], False: [_("Not free; the source gives no price")]}
    return list(known.get(station["free_of_charge"], []))


def _payment(station: dict[str, Any]) -> list[words.Text]:
    capabilities = {capability for evse in station["evses"] for capability in evse["capabilities"]}
    known: list[words.Text] = list(words.labels(words.CAPABILITIES, capabilities))
    if station["no_registration"] is not None:
        known.append(_("No registration needed") if station["no_registration"] else _("Registration needed"))
    return [*known, *_texts(station["payment_text"])]


def _phone(station: dict[str, Any]) -> str:
    return phone.link(station["help_phone"] or (station["operator"] or {}).get("phone"))


def _address(value: str | None) -> str:
    return value if value and value.startswith(_WEB) else ""


def place(station: dict[str, Any]) -> list[Fact]:
    assumed = set(station["assumed"])
    parking = station["parking_type"]
    height = station["max_height_cm"]
    return [
        Fact(_("Parking"), [words.label(words.PARKING, parking)] if parking else [], "parking_type" in assumed),
        Fact(_("Highest vehicle"), [_("%s m") % number_format(height / 100, 2)] if height else []),
        Fact(_("Wheelchair"), _yes_no(station["wheelchair"])),
        Fact(_("Nearby"), words.labels(words.FACILITIES, station["facilities"])),
        Fact(_("Charging when closed"), _yes_no(station["charging_when_closed"])),
        Fact(_("Renewable energy"), _yes_no(station["renewable"])),
        *_told(Fact(_("Directions"), _texts(station["directions"]))),
        *_told(Fact(_("Notes"), _texts(station["notes"]))),
        Fact(_("Website"), _texts(station["website"]), False, _address(station["website"])),
        Fact(_("In service since"), _day(station["opened_on"])),
    ]


def _told(fact: Fact) -> list[Fact]:
    """The fact where there is one: nobody misses a note that was never written."""
    return [fact] if fact.values else []


def _yes_no(value: bool | None) -> list[words.Text]:
    return [] if value is None else [_("Yes") if value else _("No")]


def _texts(*values: str | None) -> list[words.Text]:
    return list(dict.fromkeys(value for value in values if value))


def _day(value: str | None) -> list[words.Text]:
    return [date_format(date.fromisoformat(value[:10]), "DATE_FORMAT")] if value else []


def origins(station: dict[str, Any]) -> list[Origin]:
    return [
        Origin(
            name=source["name"],
            licence=source["licence"] or "",
            licence_url=_address(source["licence_url"]),
            attribution=source["attribution"] or "",
            open=source["open"],
            url=_address(source["url"]),
            native_id=source["native_id"] or "",
            seen=_moment(source["last_seen"]),
            corrections=[_correction(told) for told in source.get("corrections", [])],
        )
        for source in station["sources"]
    ]


def _correction(told: dict[str, Any]) -> Correction:
    field = f"{told['field']}:{told['evse']}" if told["evse"] else told["field"]
    return Correction(
        label=edit_words.field_words(field),
        source_says=edit_words.said(
            field, told["source_says"], plug=words.plug, access=lambda value: words.label(words.ACCESS, value)
        ),
        day=_moment(told["at"]),
    )


def dates(station: dict[str, Any]) -> list[Fact]:
    return [
        Fact(_("Changed at its source"), _day(station["last_updated"])),
        Fact(_("Confirmed on the spot"), _day(station["confirmed_on"])),
    ]


def _moment(value: str | None) -> str:
    return date_format(datetime.fromisoformat(value), "DATE_FORMAT") if value else ""


def assumed_fields(station: dict[str, Any]) -> str:
    """The station's own facts that were derived or assumed, in words: some have no line of their own to be marked."""
    return ", ".join(name.replace("_", " ") for name in station["assumed"])


def has_assumed(station: dict[str, Any]) -> bool:
    evses: Iterable[dict[str, Any]] = station["evses"]
    return bool(station["assumed"]) or any(
        evse["assumed"] or any(connector["assumed"] for connector in evse["connectors"]) for evse in evses
    )
