"""Chargers of GoZero in the United Kingdom: OCPI, published as the law asks, with states."""

from datetime import timedelta

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class GoZero(OcpiFeed):
    uid = "uk-gozero"
    title = "GoZero"
    publisher = "GoZero Charge"
    homepage = "https://gozerocharge.com"
    licence = Licence(
        "Open data under the Public Charge Point Regulations 2023",
        "https://www.legislation.gov.uk/uksi/2023/1168/contents/made",
        open=True,
    )
    attribution = "GoZero Charge"
    url = "https://cpo-api.gozerocharge.com/api/v1/ocpi/2.2.1/locations"
    countries = ("GBR",)
    every = timedelta(minutes=10)
    # The Regulations oblige operators to publish their public charge points.
    default_access = "PUBLIC"
