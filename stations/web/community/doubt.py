"""Beside each plug: whether drivers found it broken, and where to tell that it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.web import plugs, units


def suspicion(connector: Mapping[str, Any], now: datetime) -> str:
    """What is said beside a plug that drivers found broken; "" where they didn't."""
    told = connector.get("suspected")
    if not told:
        return ""
    age = units.age(datetime.fromisoformat(told["latest_at"]), now)
    reports = ngettext("%(n)s driver reported it", "%(n)s drivers reported it", told["reports"]) % {
        "n": told["reports"]
    }
    return _("Suspected broken: %(reports)s, last %(age)s") % {"reports": reports, "age": age}


def mark(evses: Iterable[dict[str, Any]]) -> str:
    """What a list says of a station some of whose plugs drivers found broken; "" where they didn't."""
    number = sum(bool(connector.get("suspected")) for connector in plugs.connectors(evses))
    return ngettext("%s plug suspected broken", "%s plugs suspected broken", number) % number if number else ""


def broken_url(station: str, evse_uid: str, connector_uid: str) -> str:
    """Where the first tap on a plug leads."""
    return _form_of("station-broken", station, evse_uid, connector_uid)


def works_url(station: str, evse_uid: str, connector_uid: str) -> str:
    """Where whoever charged at a suspected plug tells it."""
    return _form_of("station-check-in", station, evse_uid, connector_uid)


def _form_of(route: str, station: str, evse_uid: str, connector_uid: str) -> str:
    return f"{reverse(route, args=[station])}?{urlencode({'evse': evse_uid, 'plug': connector_uid})}"
