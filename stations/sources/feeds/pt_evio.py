"""Chargers of EVIO in Portugal: OCPI 2.2 as a bare list, as a file. It names no country."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class Evio(OcpiFeed):
    uid = "pt-evio"
    title = "EVIO"
    publisher = "EVIO - Electrical Mobility"
    homepage = "https://go-evio.com"
    licence = Licence("not stated", open=None)
    attribution = "EVIO - Electrical Mobility"
    countries = ("PRT",)
