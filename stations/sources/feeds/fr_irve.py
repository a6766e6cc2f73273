"""France: the national consolidation of charging points (IRVE), with live states."""

from datetime import timedelta

from stations.sources.base import Licence
from stations.sources.families.irve import IrveFeed


class France(IrveFeed):
    uid = "fr-irve"
    title = "Base nationale des IRVE"
    publisher = "transport.data.gouv.fr"
    homepage = (
        "https://transport.data.gouv.fr/datasets/fichier-consolide-des-bornes-de-recharge-pour-vehicules-electriques"
    )
    licence = Licence("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/", open=True)
    attribution = "Source: Base nationale des IRVE, transport.data.gouv.fr, Licence Ouverte 2.0"
    url = "https://proxy.transport.data.gouv.fr/resource/consolidation-transport-irve-statique"
    status_url = "https://proxy.transport.data.gouv.fr/resource/consolidation-nationale-irve-dynamique"
    live = True
    status_ttl = timedelta(hours=1)
    every = timedelta(days=1)
