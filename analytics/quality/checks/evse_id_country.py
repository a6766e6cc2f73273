"""An EVSE id whose first two letters are no country, or one far from the station."""

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen
from stations.sources.cleaning.territories import ALPHA_2, ALPHA_3, are_neighbours, sovereign

TITLE = _("EVSE id of another country")
ABOUT = _("An EVSE id begins with two letters that are neither the station's country nor one of its neighbours.")


def look(seen: Seen) -> str | None:
    """Operators carry ids of their own country over its borders: neighbours are no fault."""
    country = seen.record.country
    if country is None or country not in ALPHA_2:
        return None
    ids = (evse.evse_id for evse in seen.record.evses if evse.evse_id)
    return next((one for one in ids if _is_foreign(one[:2], country)), None)


def _is_foreign(code: str, country: str) -> bool:
    issuer = ALPHA_3.get(code)
    if issuer is None:
        return True
    home = sovereign(country)
    return sovereign(issuer) != home and not are_neighbours(home, sovereign(issuer))
