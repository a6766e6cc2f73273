"""More power than the stated volts and amperes come to."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen
from stations.records import ConnectorRecord
from stations.sources.cleaning.power import derived

TITLE = _("Power contradicts volts and amperes")
ABOUT = _("A plug is said to give over a third more than its volts, amperes and phases come to.")

_SPARE: Final = 1.35


def look(seen: Seen) -> str | None:
    """Less than they come to is a charger that does not use all it could."""
    found = (_found(connector) for evse in seen.record.evses for connector in evse.connectors)
    return next(filter(None, found), None)


def _found(plug: ConnectorRecord) -> str | None:
    watts = plug.max_electric_power
    if watts is None or not plug.max_amperage or "max_electric_power" in plug.assumed:
        return None
    most = derived(plug.power_type, plug.max_voltage, plug.max_amperage)
    if most is None or watts <= most * _SPARE:
        return None
    return f"{watts} W; {plug.max_voltage} V, {plug.max_amperage} A, {plug.power_type}"
