"""Chargers of char.gy in the United Kingdom: OCPI, published as the law asks, with states."""

from datetime import timedelta

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class Chargy(OcpiFeed):
    uid = "uk-chargy"
    title = "char.gy"
    publisher = "char.gy Ltd"
    homepage = "https://char.gy"
    licence = Licence(
        "Open data under the Public Charge Point Regulations 2023",
        "https://www.legislation.gov.uk/uksi/2023/1168/contents/made",
        open=True,
    )
    attribution = "char.gy Ltd"
    url = "https://char.gy/open-ocpi/locations"
    countries = ("GBR",)
    every = timedelta(minutes=10)
    # The Regulations oblige operators to publish their public charge points.
    default_access = "PUBLIC"
