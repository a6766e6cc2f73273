"""What a person may do to sources: have them read now, pause their schedule, go on with it."""

from functools import partial
from typing import Final

from django.utils.translation import gettext as now_words
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.ingest.fetch import can_fetch
from stations.ingest.orders import order_source
from stations.models import Source
from stations.sources.registry import all_feeds
from voltway.lib.acts import Act, Asked, Reason, switch, switch_back


def _read(_asked: Asked, source: Source, *, accept_shrink: bool = False) -> int:
    return order_source(source, accept_shrink=accept_shrink)


def _not_read(source: Source) -> str:
    feed = all_feeds().get(source.uid)
    if feed is None:
        return now_words("No module describes it any more, or its operator sends it.")
    if not can_fetch(feed):
        return now_words(
            "It has no address, or the key that it wants is not set. Files are imported by the command line."
        )
    return ""


def _ordered(count: int) -> str:
    return ngettext("%d import waits.", "%d imports wait.", count) % count


def _paused(count: int) -> str:
    return ngettext("%d source is paused.", "%d sources are paused.", count) % count


def _resumed(count: int) -> str:
    told = ngettext("%d source is fetched on schedule again.", "%d sources are fetched on schedule again.", count)
    return told % count


_LASTING: Final = _("An import that waits or runs is cancelled under Upkeep jobs; one that is done is undone as a run.")
ACTS: Final = (
    Act(
        "run",
        _("Run now"),
        _("Asks the source now, whatever its schedule says. If many stations are absent from what it sends, the run is "
          "held back for you to look at."),
        _read,
        _ordered,
        lasting=_LASTING,
        refused=_not_read,
    ),
    Act(
        "run-whatever-vanishes",
        _("Run now, although many stations vanish"),
        _("Asks the source now and publishes what it sends, however many stations are absent from it. Where a run is "
          "held back, its release publishes what you looked at instead."),
        partial(_read, accept_shrink=True),
        _ordered,
        lasting=_LASTING,
        takes_away=True,
        of_many=False,
        reason=Reason.NEEDED,
        refused=_not_read,
    ),
    Act(
        "pause",
        _("Pause"),
        _("The source is not fetched on schedule any more. Its stations stay and grow old."),
        partial(switch, enabled=False),
        _paused,
        keeps=("enabled",),
        undo=switch_back,
        reason=Reason.NEEDED,
        concerns=lambda source: source.enabled,
    ),
    Act(
        "resume",
        _("Resume"),
        _("The source is fetched on schedule again, from its next turn on."),
        partial(switch, enabled=True),
        _resumed,
        keeps=("enabled",),
        undo=switch_back,
        concerns=lambda source: not source.enabled and not source.demo and source.uid in all_feeds(),
    ),
)  # fmt: skip
