"""Switzerland: the national register of public charging stations (ich-tanke-strom), with live states."""

from datetime import timedelta

from stations.sources.base import Licence
from stations.sources.families.oicp import OicpFeed

_FILES = "https://data.geo.admin.ch/ch.bfe.ladestellen-elektromobilitaet"


class Switzerland(OicpFeed):
    uid = "ch-bfe"
    title = "ich-tanke-strom"
    publisher = "Swiss Federal Office of Energy (BFE)"
    homepage = "https://www.ich-tanke-strom.ch"
    licence = Licence("opendata.swiss: open use", "https://opendata.swiss/en/terms-of-use", open=True)
    attribution = "Swiss Federal Office of Energy (BFE)"
    url = f"{_FILES}/data/oicp/ch.bfe.ladestellen-elektromobilitaet.json"
    status_url = f"{_FILES}/status/oicp/ch.bfe.ladestellen-elektromobilitaet.json"
    countries = ("CHE",)
    every = timedelta(hours=6)
