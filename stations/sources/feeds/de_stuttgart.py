"""Chargers of Stuttgart's municipal utility: what the map on its website loads, with states, as a file.

OCPI by its look, with words of its own: an EVSE's `id` is its EVSE id, power is `max_power` in kW, current `ampere`.
"""

from typing import Any

from stations.sources.base import Licence
from stations.sources.families.ocpi import Json, OcpiFeed
from stations.sources.families.scalars import number


class Stuttgart(OcpiFeed):
    uid = "de-stuttgart"
    title = "Stadtwerke Stuttgart"
    publisher = "Stadtwerke Stuttgart GmbH"
    homepage = "https://www.stadtwerke-stuttgart.de"
    licence = Licence("not stated", open=None)
    attribution = "Stadtwerke Stuttgart GmbH"
    countries = ("DEU",)

    def location(self, raw: Json) -> Json:
        """The record with OCPI's names and watts."""
        operator = raw.get("operator")
        told = operator if isinstance(operator, dict) else {}
        return raw | {
            "country_code": "DE",
            "party_id": told.get("operatorId"),
            "help_phone": told.get("hotline"),
            "evses": [_evse(evse) for evse in _objects(raw.get("evses"))],
        }


def _evse(raw: Json) -> Json:
    return raw | {
        "evse_id": raw.get("id"),
        "physical_reference": raw.get("physical_reference") or raw.get("chargePointParkingSpaceNumbers"),
        "connectors": [_connector(connector) for connector in _objects(raw.get("connectors"))],
    }


def _connector(raw: Json) -> Json:
    kilowatts = number(raw.get("max_power"))
    return raw | {
        "max_amperage": raw.get("ampere"),
        "max_electric_power": round(kilowatts * 1000) if kilowatts else None,
    }


def _objects(value: Any) -> list[Json]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
