"""USA and Canada: the station list of the Alternative Fuels Data Center."""

from stations.sources.base import Licence, Request
from stations.sources.families.afdc import AfdcFeed


class Afdc(AfdcFeed):
    """The JSON API, which tells charging units and their power; the CSV download is read too."""

    uid = "us-afdc"
    title = "Alternative Fueling Station Locator"
    publisher = "National Laboratory of the Rockies, for the U.S. Department of Energy"
    homepage = "https://afdc.energy.gov/stations"
    licence = Licence("AFDC data terms (any purpose)", "https://afdc.energy.gov/data_download", open=True)
    attribution = "Alternative Fuels Data Center (NLR, formerly NREL), U.S. Department of Energy"
    url = "https://developer.nlr.gov/api/alt-fuel-stations/v1.json"
    countries = ("USA", "CAN")
    key_setting = "AFDC_API_KEY"

    def request(self, key: str | None) -> Request | None:
        """The whole list in one answer. The key travels in a header, where no log of addresses keeps it."""
        params = {"fuel_type": "ELEC", "status": "all", "access": "all", "country": "all", "limit": "all"}
        return Request(self.url, headers={"X-Api-Key": key} if key else {}, params=params)
