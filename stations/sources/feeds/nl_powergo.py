"""Chargers of PowerGo in six countries: OCPI 2.2 with words and numbers in forms of its own, as a file."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class PowerGo(OcpiFeed):
    uid = "nl-powergo"
    title = "PowerGo"
    publisher = "PowerGo"
    homepage = "https://www.powergo.nl"
    licence = Licence("not stated", open=None)
    attribution = "PowerGo"
    countries = ("NLD", "BEL", "DEU", "DNK", "ESP", "NOR")
