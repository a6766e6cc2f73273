"""OpenStreetMap: charging stations of one country at a time, through the Overpass API."""

from urllib.parse import urlencode

from django.conf import settings

from stations.sources.base import Licence, Request
from stations.sources.families.osm import OsmFeed

_OVERPASS = "https://overpass-api.de/api/interpreter"
# Charge points are fetched where nobody mapped a charging station around them: else a place would come twice.
_QUERY = """[out:json][timeout:180];
area["ISO3166-1"="{country}"]->.country;
nwr[amenity=charging_station](area.country)->.stations;
node[man_made=charge_point](area.country)->.points;
node.points(around.stations:100)->.known;
(.stations; (.points; - .known;););
out center meta;"""


class OpenStreetMap(OsmFeed):
    uid = "osm"
    title = "OpenStreetMap"
    publisher = "OpenStreetMap contributors"
    homepage = "https://www.openstreetmap.org"
    licence = Licence("Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/", open=True)
    attribution = "© OpenStreetMap contributors"
    url = _OVERPASS

    def request(self, key: str | None) -> Request | None:
        """A query for the country of the setting OSM_COUNTRY."""
        query = _QUERY.format(country=settings.CONFIG.osm_country.upper())
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(_OVERPASS, method="POST", headers=headers, body=urlencode({"data": query}).encode())
