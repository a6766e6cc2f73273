"""All operators of the Netherlands: the national access point's OCPI file, with states."""

from datetime import timedelta

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class Ndw(OcpiFeed):
    uid = "nl-ndw"
    title = "Charging points of the Netherlands"
    publisher = "NDW (Nationaal Dataportaal Wegverkeer)"
    homepage = "https://opendata.ndw.nu"
    licence = Licence("open data; terms not verified", "https://opendata.ndw.nu", open=None)
    attribution = "NDW"
    url = "https://opendata.ndw.nu/charging_point_locations_ocpi.json.gz"
    countries = ("NLD",)
    every = timedelta(minutes=15)
    status_ttl = timedelta(minutes=30)
    # One file for all operators, whose ids are only their own.
    several_parties = True
    # European law has operators report the points that are open to the public.
    default_access = "PUBLIC"
