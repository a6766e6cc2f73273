"""Chargers of EVIO in Portugal: OCPI 2.2 as a bare list, as a file. It names no country."""

from stations.sources.base import Licence, NotCharging
from stations.sources.families.ocpi import Json, OcpiFeed


class Evio(OcpiFeed):
    uid = "pt-evio"
    title = "EVIO"
    publisher = "EVIO - Electrical Mobility"
    homepage = "https://go-evio.com"
    licence = Licence("not stated", open=None)
    attribution = "EVIO - Electrical Mobility"
    countries = ("PRT",)

    def location(self, raw: Json) -> Json:
        """The record as it is. Raises NotCharging for a charger that the operator emulates for its own tests."""
        if str(raw.get("id") or "").startswith("EMULATED"):
            raise NotCharging("a test device")
        return raw
