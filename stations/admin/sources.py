"""Sources: their schedule, and how they are."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stations.admin.charts import runs_of
from stations.admin.looking import moment, span
from stations.admin.progress import Followed
from stations.admin.source_acts import ACTS
from stations.admin.source_health import health
from stations.ingest.orders import turns
from stations.models import ImportRun, Source, Upkeep
from stations.sources.registry import known_feeds
from voltway.lib.console import trail_of

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    ScheduleFormBase = forms.ModelForm[Source]
else:
    ScheduleFormBase = forms.ModelForm

_OFTENEST: Final = timedelta(minutes=1)
_RAREST: Final = timedelta(days=366)
_IMPORTS: Final = (Upkeep.Kind.PLACES, Upkeep.Kind.STATUSES)
# Characters of a reason in the list.
_SHOWN: Final = 120


class ScheduleForm(ScheduleFormBase):
    """What an operator sets of a source."""

    def clean_every(self) -> timedelta | None:
        """Other people's servers are asked once a minute at most; 30 is half a minute, where minutes are meant."""
        every: timedelta | None = self.cleaned_data["every"]
        if every is not None and not _OFTENEST <= every <= _RAREST:
            raise forms.ValidationError(_("From one minute (00:01:00) to a year; half an hour is 00:30:00."))
        return every


@admin.register(Source)
class SourceAdmin(Followed[Source]):
    """The schedule is an operator's to set; everything else follows from the source's file and its runs."""

    list_display = (
        "uid", "title", "last_success_at", "trouble", "enabled", "live", "schedule", "its_runs", "loaded_at",
        "whole_seen_at",
    )  # fmt: skip
    change_form_template = "admin/stations/source/change_form.html"
    form = ScheduleForm
    list_filter = ("live", "enabled")
    search_fields = ("uid",)
    raw_id_fields = ("sender",)
    fields = ("uid", "title", "licence", "sender", "enabled", "every", "live", "status_ttl", "loaded", "whole_seen")
    # Whether it is fetched is not the form's: that would undo a pause that came meanwhile, and asks for no reason.
    readonly_fields = ("uid", "title", "licence", "enabled", "live", "status_ttl", "loaded", "whole_seen")

    acts = ACTS

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A source is made by its file."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its stations would go in one long write: `import_source` removes a source in short ones."""
        return False

    def job_of(self, row: Source) -> Upkeep | None:
        return row.jobs.first()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        source: Any = context.get("original")
        now = timezone.now()
        context |= {
            "health": health(source, now=now),
            "chart": runs_of(source, now),
            "last_success": moment(source.last_success_at),
            "trouble": self.trouble(source),
            "paused": None if source.enabled else trail_of(source).filter(act="pause").first(),
        }
        return super().render_change_form(request, context, *args, **more)

    @admin.display(description=_("schedule"))
    def schedule(self, source: Source) -> str:
        """How often each of its kinds is due, in words."""
        feed = known_feeds().get(source.uid)
        if feed is None or not source.enabled:
            return str(_("paused") if feed else _("none"))
        return "; ".join(f"{turn.kind.label}: {_('every %s') % span(turn.every)}" for turn in turns(feed, source.every))

    @admin.display(description=_("first load was whole"))
    def loaded(self, source: Source) -> str:
        return moment(source.loaded_at)

    @admin.display(description=_("whole source last seen"))
    def whole_seen(self, source: Source) -> str:
        return moment(source.whole_seen_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        looked_up = {name: value for kind in _IMPORTS for name, value in _ends_of(kind).items()}
        return super().get_queryset(request).annotate(**looked_up)

    @admin.display(description=_("given up since"))
    def trouble(self, source: Any) -> str:
        """Why the last import of each kind was given up, unless one of that kind was read to its end after it."""
        told = []
        for kind in _IMPORTS:
            at: datetime | None = getattr(source, f"{kind}_failed_at")
            read_at: datetime | None = getattr(source, f"{kind}_read_at")
            if at and not (read_at and read_at > at):
                told.append(f"{kind.label}, {at:%Y-%m-%d %H:%M} UTC: {getattr(source, f'{kind}_failed')[:_SHOWN]}")
        return "; ".join(told)

    @admin.display(description=_("title"))
    def title(self, source: Source) -> str:
        feed = known_feeds().get(source.uid)
        return feed.title if feed else str(_("its file is gone"))

    @admin.display(description=_("licence"))
    def licence(self, source: Source) -> str:
        feed = known_feeds().get(source.uid)
        return feed.licence.name if feed else "-"

    @admin.display(description=_("runs"))
    def its_runs(self, source: Source) -> SafeString:
        """Not "runs": of a relation's name Django makes a column to sort by, which joins every run."""
        address = reverse("admin:stations_importrun_changelist") + f"?source__id__exact={source.pk}"
        return format_html('<a href="{}">{}</a>', address, _("runs"))


def _ends_of(kind: Upkeep.Kind) -> dict[str, Subquery]:
    """When and why a source's latest import of a kind was given up, and when one was read to its end."""
    jobs = Upkeep.objects.to_mend().filter(source=OuterRef("pk"), kind=kind).order_by("-finished_at")
    runs = ImportRun.objects.filter(source=OuterRef("pk"), kind=kind).exclude(
        state__in=[ImportRun.State.RUNNING, ImportRun.State.FAILED]
    )
    return {
        f"{kind}_failed_at": Subquery(jobs.values("finished_at")[:1]),
        f"{kind}_failed": Subquery(jobs.values("error")[:1]),
        f"{kind}_read_at": Subquery(runs.order_by("-pk").values("finished_at")[:1]),
    }
