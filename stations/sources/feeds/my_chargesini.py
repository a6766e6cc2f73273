"""Chargers of ChargeSini in Malaysia: OCPI 2.2, as a file."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class ChargeSini(OcpiFeed):
    uid = "my-chargesini"
    title = "ChargeSini"
    publisher = "ChargeSini"
    homepage = ""
    licence = Licence("not stated", open=None)
    attribution = "ChargeSini"
    countries = ("MYS",)
