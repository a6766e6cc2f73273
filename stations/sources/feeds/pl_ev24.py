"""Chargers of EV24 in Poland: OCPI 2.2.1, as a file. Powers are in kW, times without an offset."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class Ev24(OcpiFeed):
    uid = "pl-ev24"
    title = "EV24"
    publisher = "EV24"
    homepage = "https://ev24.cloud"
    licence = Licence("not stated", open=None)
    attribution = "EV24"
    countries = ("POL",)
