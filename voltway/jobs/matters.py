"""What the jobs need somebody for: those that were given up, and whatever keeps the others from being done."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voltway.jobs.row import JobQuerySet, State
from voltway.jobs.state import Trouble, kind_states, trouble
from voltway.jobs.sweep import kinds
from voltway.lib.console import Level, Matter

# Older ones are no news.
NEWS: Final = timedelta(days=7)
_RIGHT: Final = "django_celery_beat.view_periodictask"


def given_up(now: datetime) -> Iterator[Matter]:
    """Jobs that were tried until nobody hoped any more, a line for each kind."""
    for kind in kinds():
        rows: JobQuerySet[Any] = kind._default_manager.all()
        dead = rows.filter(state=State.DEAD, finished_at__gt=now - NEWS).order_by()
        count = dead.count()
        if count:
            words = ngettext("%(count)d job was given up: %(kind)s", "%(count)d jobs were given up: %(kind)s", count)
            address = reverse(f"admin:{kind._meta.label_lower.replace('.', '_')}_changelist") + "?state__exact=DEAD"
            right = f"{kind._meta.app_label}.view_{kind._meta.model_name}"
            named = words % {"count": count, "kind": kind._meta.verbose_name_plural}
            yield Matter(Level.NOW, named, address, right, since=dead.aggregate(at=Max("finished_at"))["at"])


def standstill(now: datetime) -> Iterator[Matter]:
    """Why no job is done at all."""
    words = {
        Trouble.NO_QUEUE: _("Jobs wait: there is no Redis (REDIS_URL)"),
        Trouble.QUEUE_AWAY: _("Jobs wait: Redis does not answer"),
        Trouble.NOT_TAKEN: _("Jobs wait: no worker takes them"),
        Trouble.SCHEDULE_SILENT: _("The scheduler is silent: nothing is done by the clock"),
    }
    if reason := trouble(kind_states(now=now), now=now):
        address = reverse("admin:django_celery_beat_periodictask_changelist")
        yield Matter(Level.NOW, words[reason], address, _RIGHT)
