"""What a person may do to a station: take it out of sight, show it again."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from stations.ingest.hide import hide_station, show_station
from stations.models import Hiding, Station
from voltway.lib.acts import Act, Asked, Reason


def _hide(asked: Asked, station: Station) -> bool:
    return hide_station(station=station.public_id, reason=asked.reason, now=asked.now, note=asked.turn.note)


def _show(asked: Asked, station: Station) -> bool:
    return show_station(station=station.public_id, now=asked.now, note=asked.turn.note)


def _is_hidden(station: Station) -> bool:
    return Hiding.objects.filter(station=station.public_id).exists()


# One at a time: each publishes its source anew.
_OF_HIDING: Final[dict[str, Any]] = {"whole": False, "of_many": False}
ACTS: Final = (
    Act(
        "hide",
        _("Hide"),
        _("Takes the station out of the map, lists and exports, as one that has vanished: its page says that it is "
          "gone, and programs that take changes over are told. Imports do not bring it back."),
        _hide,
        lambda _count: str(_("The station is hidden.")),
        lasting=_("It can be taken back, by Show again on its page."),
        reason=Reason.NEEDED,
        takes_away=True,
        concerns=lambda station: not _is_hidden(station),
        **_OF_HIDING,
    ),
    Act(
        "show",
        _("Show again"),
        _("Shows the station again as its source has it. Where the source says that it is gone, it stays gone."),
        _show,
        lambda _count: str(_("The station is shown again.")),
        lasting=_("It can be taken back, by Hide on its page."),
        concerns=_is_hidden,
        **_OF_HIDING,
    ),
)  # fmt: skip
