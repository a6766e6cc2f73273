"""The areas of work of the console, and which lists belong to each; Django would sort them by app."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AREAS: Final[Mapping[str, tuple[Promise, Sequence[str]]]] = {
    "stations": (
        _("Stations and sources"),
        ["stations.station", "stations.source", "stations.importrun", "stations.rejectedrow", "stations.operator"],
    ),
    "community": (
        _("What drivers tell"),
        ["stations.edit", "stations.photo", "stations.review", "stations.reply", "stations.faultreport",
         "stations.checkin", "stations.operatoranswer", "stations.suspicion", "stations.correction", "stations.block"],
    ),
    "jobs": (
        _("Jobs and schedule"),
        ["stations.upkeep", "stations.export", "accounts.letter", "django_celery_beat.periodictask"],
    ),
    "analytics": (
        _("What happens at chargers"),
        ["analytics.chargingsession", "analytics.sessionday", "analytics.sessionhour", "analytics.eventday",
         "analytics.eventhour", "analytics.qualitylook"],
    ),
    "people": (
        _("People, keys and plans"),
        ["accounts.user", "auth.group", "accounts.apikey", "accounts.usage", "accounts.plan", "accounts.subscription",
         "accounts.planchange", "accounts.auditentry"],
    ),
}  # fmt: skip
_REST: Final = _("Everything else")


def by_area(apps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Django's list of apps with their models, by area; what belongs to none comes last. None is empty."""
    left = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
    areas = [
        _area(label, name, [left.pop(one) for one in models if one in left]) for label, (name, models) in AREAS.items()
    ]
    return [area for area in (*areas, _area("rest", _REST, list(left.values()))) if area["models"]]


def _area(label: str, name: Any, models: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {"name": name, "app_label": label, "app_url": "", "has_module_perms": True, "models": models}
