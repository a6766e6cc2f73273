"""The whole world: Open Charge Map, by its contributors and the registers that it takes in."""

from stations.sources.base import Licence, Request
from stations.sources.families.ocm import OcmFeed


class OpenChargeMap(OcmFeed):
    """Only what the map calls open data is asked for, and each record is judged by its own provider's licence."""

    uid = "ocm"
    title = "Open Charge Map"
    publisher = "Open Charge Map contributors"
    homepage = "https://openchargemap.org"
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", open=True)
    attribution = "Open Charge Map contributors"
    url = "https://api.openchargemap.io/v3/poi"
    # The API may cap an answer without a word, so what is absent from one has not vanished. Records that were removed
    # say so themselves.
    whole = False
    key_setting = "OCM_API_KEY"

    def request(self, key: str | None) -> Request | None:
        """As many records as the API gives at once. The key travels in a header, where no log of addresses keeps it."""
        params = {"output": "json", "opendata": "true", "verbose": "true", "compact": "false", "maxresults": "500000"}
        return Request(self.url, headers={"X-API-Key": key} if key else {}, params=params)
