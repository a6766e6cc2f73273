"""Germany: the register of public charging stations of the Bundesnetzagentur."""

from stations.sources.base import Licence
from stations.sources.families.bnetza import BnetzaFeed


class Germany(BnetzaFeed):
    uid = "de-bnetza"
    title = "Ladesäulenregister"
    publisher = "Bundesnetzagentur"
    homepage = (
        "https://www.bundesnetzagentur.de/DE/Fachthemen/ElektrizitaetundGas/E-Mobilitaet/Ladesaeulenkarte/start.html"
    )
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", open=True)
    attribution = "Bundesnetzagentur.de, CC BY 4.0"
    url = "https://ladesaeulenregister.bnetza.de/els/service/public/v1/chargepoints"
