"""Chargers of Gaia Green Tech around Valencia: OCPI 2.2, as a file."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class Gaia(OcpiFeed):
    uid = "es-gaia"
    title = "Gaia Charge"
    publisher = "Gaia Green Tech"
    homepage = ""
    licence = Licence("not stated", open=None)
    attribution = "Gaia Green Tech"
    countries = ("ESP",)
