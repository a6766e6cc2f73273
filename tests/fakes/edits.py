"""Suggestions for tests: made the way drivers make them, decided the way moderators do."""

from typing import Any

from accounts.models import User
from stations.community.author import Author
from stations.documents import splice
from stations.documents.identity import public_id
from stations.ingest.edits.decide import accept_edit
from stations.ingest.edits.suggest import suggest_change, suggest_station
from stations.models import Edit
from stations.search import find
from tests.people import operator, person
from tests.world import NOW, REGISTER

A = public_id(REGISTER.uid, "a")
PLACE = {"latitude": 52.52, "longitude": 13.4}
NEW = {
    "name": "Behind the mill",
    "operator": "Stromwerk",
    "coordinates": PLACE,
    "plugs": [{"connectors": [{"standard": "IEC_62196_T2", "format": "SOCKET", "max_electric_power": 22_000}]}],
}


def driver(email: str = "bob@voltway.example") -> User:
    return User.objects.filter(email=email).first() or person(email)


def moderator() -> User:
    return User.objects.filter(is_staff=True).first() or operator("root@voltway.example")


def suggest(station: str = A, by: str = "bob@voltway.example", **told: Any) -> Edit:
    edit, _new = suggest_change(
        by=Author(driver(by), "here"), station=station, told=told, comment="I was there.", link="", now=NOW
    )
    return edit


def suggest_new(by: str = "bob@voltway.example", **told: Any) -> Edit:
    edit, _new = suggest_station(
        by=Author(driver(by), "here"), told={**NEW, **told}, comment="I charged there.", link="", sure=True, now=NOW
    )
    return edit


def accept(edit: Edit) -> Edit:
    accept_edit(edit=edit, by=moderator(), now=NOW)
    edit.refresh_from_db()
    return edit


def corrected(station: str = A, **told: Any) -> Edit:
    """A suggestion that is accepted."""
    return accept(suggest(station, **told))


def shown(station: str = A) -> dict[str, Any]:
    """The station's document as readers get it."""
    row = find.detail(station)
    assert row is not None
    return splice.dicts([row], now=NOW)[0]
