"""A world in which everybody who may write a text wrote markup: sources, drivers, operators."""

import json
import types
from collections.abc import Iterator, Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import NAMESPACE_URL, uuid5

import msgspec
import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.utils import timezone
from msgspec import Struct

from accounts.favourites.keep import keep_favourite
from accounts.models import User
from accounts.models.saved_search import MAX_NAME
from accounts.searches.keep import keep_search
from accounts.vehicles.facts import VehicleFacts
from accounts.vehicles.inlets import Inlet
from accounts.vehicles.keep import keep_vehicle
from stations.community import answering, photos
from stations.community.author import Author
from stations.community.finding import Place, check_in, report_fault
from stations.community.reviews import write_review
from stations.ingest.edits.suggest import suggest_change
from stations.models import Reply, Station
from stations.records import ConnectorRecord, EvseRecord, LicenceRecord, OperatorRecord, StationRecord
from stations.sources.base import Licence
from stations.sources.registry import all_feeds
from tests.fakes import pictures
from tests.people import person
from tests.world import Register, publish

# What opens a dialog where it is taken for markup, each in a place of its own.
MARKUP: Mapping[str, str] = {
    "an element": "<script>alert(1)</script>",
    "an event of a picture": "<img src=x onerror=alert(1)>",
    "an event of a drawing": "<svg/onload=alert(1)>",
    "out of an attribute": '"onfocus=alert(1) autofocus tabindex=1 x="',
    "out of a quoted attribute": "' onmouseover='alert(1)' x='",
    "out of a script": "</script><script>alert(1)</script>",
    "out of a text field": "</textarea></title></style><img src=x onerror=alert(1)>",
    "out of a comment": "--><img src=x onerror=alert(1)><!--",
    "an address": "javascript:alert(1)",
    "an address with a break": "java\nscript:alert(1)//https://volt.example/",
    "an address of data": "data:text/html,<script>alert(1)</script>",
    "escaped before": "&lt;img src=x onerror=alert(1)&gt;",
    "escaped as in scripts": r"\u003cimg src=x onerror=alert(1)\u003e",
    "out of a script's text": "\"-alert(1)-\"'-alert(1)-'`${alert(1)}`",
    "a template": "{{constructor.constructor('alert(1)')()}}{% debug %}",
    "an end of CDATA": "]]><script>alert(1)</script>",
    "a page in a page": "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "a long name": "<b>" + "x" * 90 + "</b><img src=x onerror=alert(1)>",
}
# What names something that has to be known, or says which record this is.
_KNOWN: Mapping[str, Any] = {"country": "GBR", "time_zone": "Europe/London", "access": "PUBLIC", "status": None}
# Columns whose texts programs read.
_MEANT = frozenset({
    "station", "native_id", "evse_uid", "connector_uid", "origin", "digest", "sha256", "file", "uid", "country",
    "time_zone", "key", "password", "query", "prefix", "parking_type", "language", "units",
})  # fmt: skip
# Words of a station's document.
_SHOWN = frozenset({
    "name", "address", "city", "postal_code", "state", "suboperator", "owner", "price_text", "payment_text",
    "directions", "notes", "help_phone", "phone", "email", "website", "source_url", "floor_level",
    "physical_reference", "attribution", "publisher", "text",
})  # fmt: skip
KEEPER = "mallory@voltway.example"
_STRUCTS = (ConnectorRecord, EvseRecord, LicenceRecord, OperatorRecord, StationRecord)


def build(patch: pytest.MonkeyPatch) -> dict[str, str]:
    """One station and one driver for each, and what a driver keeps; the paths of the stations' pages."""
    patch.setitem(all_feeds(), HOSTILE.uid, HOSTILE)
    records = [_record(text, number) for number, text in enumerate(MARKUP.values())]
    publish(HOSTILE, *records, now=timezone.now())
    keeper = person(KEEPER)
    paths = {}
    stations = Station.objects.filter(source__uid=HOSTILE.uid).order_by("latitude")
    for number, (station, (name, text)) in enumerate(zip(stations, MARKUP.items(), strict=True)):
        _tell(station.public_id, text, number)
        _keep(keeper, station.public_id, text)
        paths[name] = f"/stations/{station.public_id}/"
    _put_past_the_cleaners()
    return paths


class _Hostile(Register):
    uid = "xx-hostile"
    title = publisher = attribution = " ".join(MARKUP.values())
    licence = Licence(title, open=True)


HOSTILE = _Hostile()


def _record(text: str, number: int) -> StationRecord:
    """A record each of whose texts is this one."""
    made: StationRecord = _filled(StationRecord, text)
    return msgspec.structs.replace(made, latitude=52.62 + number / 1_000, longitude=1.29, hours=None)


def _filled(struct: type[Struct], text: str) -> Any:
    return struct(**{name: _value(name, kind, text) for name, kind in get_type_hints(struct).items()})


def _value(name: str, kind: Any, text: str) -> Any:
    if name in _KNOWN:
        return _KNOWN[name]
    if name in ("uid", "native_id"):
        return text.replace("\n", "")  # Refused, else.
    parts = [part for part in get_args(kind) if part not in (type(None), Ellipsis)]
    if get_origin(kind) in (Union, types.UnionType):
        return _value(name, parts[0], text)
    if get_origin(kind) is tuple:
        return () if name == "assumed" else (_value(name, parts[0], text),)
    if kind in _STRUCTS:
        return _filled(kind, text)
    return {str: text, int: 100_000, float: 1.0}.get(kind)


def _tell(station: str, text: str, number: int) -> None:
    """All that a driver can write about a station, and what its operator answers."""
    now, user = timezone.now(), person(f"driver{number}@voltway.example")
    by = Author(user, f"{number:032x}")
    at = Place(station)
    check_in(at=at, outcome=10, note=text, by=by, now=now)
    for evse, plug in _plugs(station):
        report_fault(at=Place(station, evse, plug), kind="DARK", by=by, now=now)
        answering.answer(at=Place(station, evse, plug), text=text, repaired=False, by=by, now=now)
    suggest_change(
        by=by,
        station=station,
        told={"notes": f"New {text}", "directions": f"New {text}"},
        comment=text,
        link="",
        now=now,
    )
    about = photos.About(licence="CC-BY-4.0", mine=True, author=text[:80], caption=text[:200])
    photo, _ = photos.add_photo(
        station=station, content=pictures.saved(pictures.drawn(40 + number, 30)), about=about, by=by, now=now
    )
    photo.state = photo.State.SHOWN
    photo.save()
    review, _ = write_review(station=station, told={"stars": 1, "text": text}, by=by, now=now)
    told = {"station": station, "created_at": now, "changed_at": now, "text": text}
    Reply.objects.create(review=review, user=person(f"operator{number}@voltway.example"), **told)


def _plugs(station: str) -> Iterator[tuple[str, str]]:
    found = Station.objects.get(public_id=station)
    yield from found.evses.values_list("uid", "connectors__uid")


def _keep(by: User, station: str, text: str) -> None:
    """What a driver keeps for themselves."""
    now, uid = timezone.now(), uuid5(NAMESPACE_URL, station)
    keep_favourite(by=by, station=station, note=text, now=now)
    keep_search(by=by, uid=uid, name=text[:MAX_NAME], query="connector=ccs", now=now)
    keep_vehicle(by=by, uid=uid, facts=VehicleFacts(text[:60], (Inlet.CCS_2,)), now=now)
    write_review(station=station, told={"stars": 1, "text": text}, by=Author(by, ""), now=now)


def _put_past_the_cleaners() -> None:
    """What cleaning took away stands there again: in what pages show of stations, and in every table of the console."""
    texts = tuple(MARKUP.values())
    for number, station in enumerate(Station.objects.order_by("pk")):
        station.document = json.dumps(_spoilt(json.loads(bytes(station.document)), texts[number % len(texts)])).encode()
        station.save()
    for model in (*apps.get_app_config("stations").get_models(), *apps.get_app_config("accounts").get_models()):
        lengths = {field.name: field.max_length for field in model._meta.concrete_fields if _is_free(field)}
        for number, row in enumerate(model._default_manager.order_by("pk")):
            text = texts[number % len(texts)]
            changes = {name: text[:length] for name, length in lengths.items()}
            model._default_manager.filter(pk=row.pk).update(**changes) if changes else None


def _is_free(field: Any) -> bool:
    """Whether a column holds words that mean nothing to a program."""
    is_text = isinstance(field, CharField | TextField)
    return is_text and not field.choices and not field.unique and field.name not in _MEANT


def _spoilt(value: Any, text: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _spoilt(inner, text, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spoilt(inner, text, name) for inner in value]
    return text if name in _SHOWN and (value is None or isinstance(value, str)) else value
