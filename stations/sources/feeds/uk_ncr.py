"""United Kingdom: archives of the National Chargepoint Registry."""

from stations.sources.base import Licence
from stations.sources.families.uk_ncr import UkNcrFeed


class UkNcr(UkNcrFeed):
    """Closed on 28 November 2024: there is no address to fetch it from, and operators now publish for themselves."""

    uid = "uk-ncr"
    title = "National Chargepoint Registry (archive)"
    publisher = "Office for Zero Emission Vehicles"
    homepage = "https://www.gov.uk/guidance/find-and-use-data-on-public-electric-vehicle-chargepoints"
    licence = Licence(
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        open=True,
    )
    attribution = "Contains public sector information licensed under the Open Government Licence v3.0."
    countries = ("GBR",)
