"""What a person may do to a station: take it out of sight, show it again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.admin.deeds import Deed, Note
from stations.ingest.hide import hide_station, show_station
from stations.ingest.runs import NotPossible
from stations.models import Hiding, Station
from voltway.lib.problems import Problem


class Hide(Deed[Station]):
    """Takes a station out of sight."""

    name = "hide"
    label = gettext_lazy("Hide")
    says = gettext_lazy(
        "Takes the station out of the map, lists and exports, as one that has vanished: its page says that it is gone, "
        "and programs that take changes over are told. Imports do not bring it back. Show brings it back."
    )
    takes_away = True
    wants_reason = True

    def concerns(self, row: Station) -> bool:
        return not Hiding.objects.filter(station=row.public_id).exists()

    def carry_out(self, row: Station, *, reason: str, note: Note) -> str:
        now = timezone.now()
        with _told_plainly():
            if not hide_station(station=row.public_id, reason=reason, now=now, note=lambda: note("shown → hidden")):
                raise NotPossible(_("It is hidden already."))
        return _("The station is hidden.")


class Show(Deed[Station]):
    """Shows a hidden station again."""

    name = "show"
    label = gettext_lazy("Show again")
    says = gettext_lazy(
        "Shows the station again as its source has it. Where the source says that it is gone, it stays gone."
    )

    def concerns(self, row: Station) -> bool:
        return Hiding.objects.filter(station=row.public_id).exists()

    def preview(self, row: Station) -> Mapping[str, Any]:
        return {"hiding": Hiding.objects.get(station=row.public_id)}

    def carry_out(self, row: Station, *, reason: str, note: Note) -> str:
        with _told_plainly():
            if not show_station(station=row.public_id, now=timezone.now(), note=lambda: note("hidden → shown")):
                raise NotPossible(_("It is not hidden."))
        return _("The station is shown again.")


DEEDS = (Hide(), Show())


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        raise NotPossible(problem.detail or problem.title) from problem
