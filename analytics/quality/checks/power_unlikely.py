"""A power that the plug could carry and no charger has."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen
from stations.ocpi import DC_ONLY, ConnectorType, PowerType
from stations.records import ConnectorRecord

TITLE = _("Power is unlikely")
ABOUT = _("Less than 5 kW of direct current, more than 200 kW by CHAdeMO, or more than 20 kW by one phase.")

_LEAST_DC: Final = 5_000
_MOST_CHADEMO: Final = 200_000
_MOST_ONE_PHASE: Final = 20_000


def look(seen: Seen) -> str | None:
    """What the plug can't carry at all, cleaning has taken away."""
    plugs = (connector for evse in seen.record.evses for connector in evse.connectors)
    return next((f"{plug.standard}: {plug.max_electric_power} W" for plug in plugs if _is_unlikely(plug)), None)


def _is_unlikely(plug: ConnectorRecord) -> bool:
    watts = plug.max_electric_power
    if watts is None or "max_electric_power" in plug.assumed:
        return False
    if plug.standard in DC_ONLY:
        return watts < _LEAST_DC or (plug.standard == ConnectorType.CHADEMO and watts > _MOST_CHADEMO)
    return plug.power_type == PowerType.AC_1_PHASE and watts > _MOST_ONE_PHASE
