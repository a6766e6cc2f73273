"""The schedule in the console: django-celery-beat's own area, whose actions write nothing down and ask nobody."""

from datetime import timedelta
from functools import partial
from typing import Final

from django.contrib import admin
from django.utils.translation import gettext as now_words
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import PeriodicTask

from stations.admin.looking import span
from voltway.lib.acts import Act, Asked, switch, switch_back
from voltway.schedule import known, perform_entry

admin.site.unregister(PeriodicTask)

_MINUTE: Final = timedelta(minutes=1)


def _run(asked: Asked, task: PeriodicTask) -> bool:
    # A slot of its own: that of the clock may have been filled.
    perform_entry(task.task, f"{asked.now:%Y-%m-%dT%H:%M:%S} by hand", asked.now)
    return True


def _not_ours(task: PeriodicTask) -> str:
    return "" if task.task in known() else now_words("VoltWay has no such entry: nothing would be done.")


def _ordered(count: int) -> str:
    return ngettext("%d entry of the schedule is ordered.", "%d entries of the schedule are ordered.", count) % count


def _told(count: int) -> str:
    return ngettext("%d entry of the schedule is changed.", "%d entries of the schedule are changed.", count) % count


@admin.register(PeriodicTask)
class ScheduleAdmin(PeriodicTaskAdmin):  # type: ignore[misc]
    """What is done by the clock, and now where somebody says so. A single source has a *Run now* of its own."""

    actions = ()
    # Not beat's own, whose script stands in the page and is forbidden there.
    change_form_template = "admin/change_form.html"
    list_display = ("name", "when", "enabled", "last_run_at", "one_off")
    sortable_by = ("name", "last_run_at")
    list_filter = ("enabled", "one_off")
    acts = (
        Act("run", _("Run now"), _("What there is to do is written as jobs, as the clock does at its time."), _run,
            _ordered, lasting=_("A job that waits or runs is cancelled under Upkeep jobs."), refused=_not_ours),
        Act("enable", _("Switch on"), _("They are done by the clock from then on."),
            partial(switch, enabled=True), _told, keeps=("enabled",), undo=switch_back, at_once=True,
            concerns=lambda task: not task.enabled),
        Act("disable", _("Switch off"), _("They are no longer done by the clock; what waits is still done."),
            partial(switch, enabled=False), _told, keeps=("enabled",), undo=switch_back, at_once=True, takes_away=True,
            concerns=lambda task: task.enabled),
    )  # fmt: skip

    @admin.display(description=_("when (UTC)"))
    def when(self, task: PeriodicTask) -> str:
        """In words; a crontab's own form stands on its page."""
        if task.crontab:
            return str(task.crontab.human_readable)
        if task.interval and (every := task.interval.schedule.run_every) >= _MINUTE:
            return _("every %s") % span(every)
        return str(task.interval or task.solar or task.clocked or "-")
