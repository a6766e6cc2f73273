"""Live states in words: always with their source and age, and never a zero where nothing is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from stations.web import units


@dataclass(frozen=True, slots=True)
class Live:
    """What is known of the plugs being free. `kind`: free, busy, faulty, stale or none; it chooses icon and colour."""

    kind: str
    words: str
    # "2 min ago, ich-tanke-strom"; empty where there is no live data.
    age: str = ""


def of(station: dict[str, Any], now: datetime) -> Live:
    state = station["availability"]
    if state is None:
        return Live("none", _("no live data"))
    age = _age(state, _source_name(station, state["source"]), now)
    if state["free"] is None:
        return Live("stale", _("live state not known"), age)
    if state["unknown"]:
        # Plugs that nobody tells of now are neither free nor taken.
        known = {**state, "known": state["total"] - state["unknown"]}
        words = _("%(free)s of %(known)s free, %(unknown)s not known") % known
        return Live("free" if state["free"] else "stale", words, age)
    if state["free"]:
        return Live("free", _("%(free)s of %(total)s free") % state, age)
    if state["faulty"] and state["faulty"] == state["total"]:
        return Live("faulty", _("out of order"), age)
    return Live("busy", _("0 of %(total)s free") % state, age)


def _source_name(station: dict[str, Any], uid: str | None) -> str:
    names = {source["uid"]: source["name"] for source in station["sources"]}
    return str(names.get(uid, uid or ""))


def _age(state: dict[str, Any], source: str, now: datetime) -> str:
    if not state["updated"]:
        return source
    words = units.age(datetime.fromisoformat(state["updated"]), now)
    return _("%(age)s, %(source)s") % {"age": words, "source": source} if source else words
