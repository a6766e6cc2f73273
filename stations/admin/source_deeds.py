"""What a person may do to a source: have it read now, pause its schedule, go on with it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stations.admin.deeds import Deed, Note
from stations.ingest.fetch import can_fetch
from stations.ingest.orders import order_source
from stations.ingest.runs import NotPossible
from stations.models import Source
from stations.sources.registry import all_feeds


class RunNow(Deed[Source]):
    """Has a source read now."""

    name = "run"
    label = gettext_lazy("Run now")
    says = gettext_lazy(
        "Asks the source now, whatever its schedule says. If many stations are absent from what it sends, the run is "
        "held back for you to look at."
    )
    accepts_shrink = False

    def concerns(self, row: Source) -> bool:
        return True

    def refused(self, row: Source) -> str:
        feed = all_feeds().get(row.uid)
        if feed is None:
            return _("No module describes it any more, or its operator sends it.")
        if not can_fetch(feed):
            return _("It has no address, or the key that it wants is not set. Files are imported by the command line.")
        return ""

    def carry_out(self, row: Source, *, reason: str, note: Note) -> str:
        with transaction.atomic():
            count = order_source(row, accept_shrink=self.accepts_shrink)
            if not count:
                raise NotPossible(self.refused(row))
            note("import ordered" + ", although many stations vanish" * self.accepts_shrink)
        return ngettext("%d import waits.", "%d imports wait.", count) % count


class RunWhateverVanishes(RunNow):
    """The same, with the word that it may shrink."""

    name = "run-whatever-vanishes"
    label = gettext_lazy("Run now, although many stations vanish")
    says = gettext_lazy(
        "Asks the source now and publishes what it sends, however many stations are absent from it. Where a run is "
        "held back, its release publishes what you looked at instead."
    )
    takes_away = True
    accepts_shrink = True


class Pause(Deed[Source]):
    """Takes a source off the schedule."""

    name = "pause"
    label = gettext_lazy("Pause")
    says = gettext_lazy("The source is not fetched on schedule any more. Its stations stay and grow old.")
    wants_reason = True

    def concerns(self, row: Source) -> bool:
        return row.enabled

    def carry_out(self, row: Source, *, reason: str, note: Note) -> str:
        _set_enabled(row, False, note)
        return _("The source is paused.")


class Resume(Deed[Source]):
    """Puts a source back on the schedule."""

    name = "resume"
    label = gettext_lazy("Resume")
    says = gettext_lazy("The source is fetched on schedule again, from its next turn on.")

    def concerns(self, row: Source) -> bool:
        return not row.enabled and not row.demo and row.uid in all_feeds()

    def carry_out(self, row: Source, *, reason: str, note: Note) -> str:
        _set_enabled(row, True, note)
        return _("The source is fetched on schedule again.")


DEEDS = (RunNow(), RunWhateverVanishes(), Pause(), Resume())


def _set_enabled(row: Source, wanted: bool, note: Note) -> None:
    """Of two people one does it."""
    words = {True: "yes", False: "no"}
    with transaction.atomic():
        if not Source.objects.filter(pk=row.pk, enabled=not wanted).update(enabled=wanted):
            raise NotPossible(_("It is so already."))
        note(f"fetched on schedule: {words[not wanted]} → {words[wanted]}")
