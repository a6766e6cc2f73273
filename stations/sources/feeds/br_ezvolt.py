"""Chargers of EZVolt in Brazil: OCPI 2.2.1, as a file."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed


class EzVolt(OcpiFeed):
    uid = "br-ezvolt"
    title = "EZVolt"
    publisher = "EZVolt"
    homepage = "https://www.ezvolt.com.br"
    licence = Licence("not stated", open=None)
    attribution = "EZVolt"
    countries = ("BRA",)
