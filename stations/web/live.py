"""Live states in words: always with their source and age, and never a zero where nothing is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from stations.documents.traits import FAULTY
from stations.search.query import PlugFilter
from stations.web import plugs, units


@dataclass(frozen=True, slots=True)
class Live:
    """What is known of the plugs being free. `kind`: free, busy, faulty, stale or none; it chooses icon and colour."""

    kind: str
    words: str
    # "2 min ago, ich-tanke-strom"; empty where there is no live data.
    age: str = ""


def of(station: dict[str, Any], now: datetime, wanted: PlugFilter | None = None) -> Live:
    """The words for a station; where plugs are searched for, for the EVSEs that have one."""
    state = station["availability"]
    if state is None:
        return Live("none", _("no live data"))
    if wanted:
        state = {**state, **_counted(station["evses"], wanted)}
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


def _counted(evses: list[dict[str, Any]], wanted: PlugFilter) -> dict[str, int | None]:
    """The availability of the EVSEs with a plug that is searched for, counted as that of the whole station is."""
    states = [
        evse["status"]
        for evse in evses
        if any(plugs.fits(c["standard"], c["max_electric_power"], wanted) for c in plugs.connectors([evse]))
    ]
    fresh = [state for state in states if state != "UNKNOWN"]
    return {
        "free": sum(state == "AVAILABLE" for state in fresh) if fresh else None,
        "faulty": sum(state in FAULTY for state in fresh) if fresh else None,
        "unknown": len(states) - len(fresh),
        "total": len(states),
    }


def _source_name(station: dict[str, Any], uid: str | None) -> str:
    names = {source["uid"]: source["name"] for source in station["sources"]}
    return str(names.get(uid, uid or ""))


def _age(state: dict[str, Any], source: str, now: datetime) -> str:
    if not state["updated"]:
        return source
    words = units.age(datetime.fromisoformat(state["updated"]), now)
    return _("%(age)s, %(source)s") % {"age": words, "source": source} if source else words
