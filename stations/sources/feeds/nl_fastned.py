"""Fast chargers of Fastned along the motorways of Europe: OCPI 2.1.1, as a file."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class Fastned(OcpiFeed):
    uid = "nl-fastned"
    title = "Fastned"
    publisher = "Fastned"
    homepage = "https://fastned.nl"
    licence = Licence("not stated", open=None)
    attribution = "Fastned"
    countries = ("NLD", "DEU", "GBR", "BEL", "FRA", "CHE", "DNK", "ITA", "ESP")
