"""The schedule in the console: django-celery-beat's own area, whose actions write nothing down and ask nobody."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import PeriodicTask

from voltway.lib.acts import Act, Asked

admin.site.unregister(PeriodicTask)


def _enable(_asked: Asked, task: PeriodicTask) -> bool:
    return _set(task, True)


def _disable(_asked: Asked, task: PeriodicTask) -> bool:
    return _set(task, False)


def _put_back(_asked: Asked, task: PeriodicTask, before: Mapping[str, Any]) -> bool:
    return _set(task, before["enabled"])


def _set(task: PeriodicTask, enabled: bool) -> bool:
    """Saved one by one: that is what the scheduler looks out for."""
    if task.enabled == enabled:
        return False
    task.enabled = enabled
    task.save()
    return True


def _told(count: int) -> str:
    return ngettext("%d entry of the schedule is changed.", "%d entries of the schedule are changed.", count) % count


@admin.register(PeriodicTask)
class ScheduleAdmin(PeriodicTaskAdmin):  # type: ignore[misc]
    """What is done by the clock. A job that is wanted now is ordered where it belongs: a source's by *Run now*."""

    actions = ()
    acts = (
        Act("enable", _("Switch on"), _("They are done by the clock from then on."), _enable, _told,
            keeps=("enabled",), undo=_put_back, at_once=True, concerns=lambda task: not task.enabled),
        Act("disable", _("Switch off"), _("They are no longer done by the clock; what waits is still done."), _disable,
            _told, keeps=("enabled",), undo=_put_back, at_once=True, takes_away=True,
            concerns=lambda task: task.enabled),
    )  # fmt: skip
