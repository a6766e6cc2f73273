"""Chargers of ChargeSini in Malaysia: OCPI 2.2, as a file. Names begin with who may charge: [Public], [Restricted]."""

from stations.ocpi import Access
from stations.records import EvseRecord
from stations.sources.base import Licence
from stations.sources.families.ocpi import Json, OcpiFeed

_ACCESS = {"[Public]": Access.PUBLIC.value, "[Restricted]": Access.RESTRICTED.value}


class ChargeSini(OcpiFeed):
    uid = "my-chargesini"
    title = "ChargeSini"
    publisher = "ChargeSini"
    homepage = ""
    licence = Licence("not stated", open=None)
    attribution = "ChargeSini"
    countries = ("MYS",)

    def access_of(self, location: Json, evses: tuple[EvseRecord, ...]) -> tuple[str, tuple[str, ...]]:
        """The class that the name begins with."""
        word = str(location.get("name", "")).partition(" ")[0]
        return (_ACCESS[word], ()) if word in _ACCESS else super().access_of(location, evses)
