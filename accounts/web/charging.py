"""How fast a car charges somewhere, in words."""

from django.utils.translation import gettext as _

from accounts.vehicles.charging import Charging
from stations.web import units


def words_of(car: str, charging: Charging) -> str:
    """The same that `templates/components/mine.html` gives to scripts."""
    if charging.fits is None:
        return _("Whether a plug fits %(car)s isn't known") % {"car": car}
    if not charging.fits:
        return _("No plug here fits %(car)s") % {"car": car}
    if charging.max_power is None:
        return _("Fits %(car)s; how fast isn't known") % {"car": car}
    return _("Charges %(car)s at up to %(power)s here") % {"car": car, "power": units.power(charging.max_power)}
