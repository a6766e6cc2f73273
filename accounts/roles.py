"""The roles of the console: groups of Django whose rights are these, set anew with every migration.

An administrator is a superuser: whoever may give rights may have them all.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from django.db import router


class Role(StrEnum):
    """Names of the groups."""

    VIEWER = "Viewer"
    MODERATOR = "Moderator"
    STEWARD = "Data steward"


# What all of them see: facts, jobs, queues and figures. People, their second factors and rights are no part of it.
_SEEN_APPS: Final = frozenset({"stations", "analytics", "django_celery_beat"})
_SEEN: Final = frozenset(
    f"accounts.{name}" for name in ("apikey", "letter", "plan", "planchange", "subscription", "usage", "vehiclemodel")
)
# Who did what is looked at by those who change nothing themselves, and by administrators.
_SEEN_BY: Final[Mapping[str, frozenset[Role]]] = {"accounts.auditentry": frozenset({Role.VIEWER})}
_CHANGED: Final[Mapping[Role, Mapping[str, frozenset[str]]]] = {
    Role.VIEWER: {},
    Role.MODERATOR: {
        **dict.fromkeys(
            (
                f"stations.{name}"
                for name in ("checkin", "edit", "faultreport", "operatoranswer", "photo", "reply", "review")
            ),
            frozenset({"change"}),
        ),
        "stations.block": frozenset({"add", "change", "delete"}),
    },
    Role.STEWARD: dict.fromkeys(
        (f"stations.{name}" for name in ("correction", "edit", "export", "importrun", "source", "station", "upkeep")),
        frozenset({"change"}),
    ),
}


def rights(role: Role, label: str) -> frozenset[str]:
    """What a role may do with the rows of a model, such as {"view", "change"}."""
    seen = label in _SEEN or label.partition(".")[0] in _SEEN_APPS or role in _SEEN_BY.get(label, ())
    return _CHANGED[role].get(label, frozenset()) | (frozenset({"view"}) if seen else frozenset())


def set_rights(sender: AppConfig, using: str, **_: Any) -> None:
    """Give the roles their rights on one app's models; receives `post_migrate`, after the permissions are made."""
    if not router.allow_migrate_model(using, Group):
        return
    here = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    permissions = list(here.select_related("content_type"))
    for role in Role:
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        wanted = {one.pk for one in permissions if _has(role, one)}
        there = set(group.permissions.filter(content_type__app_label=sender.label).values_list("pk", flat=True))
        group.permissions.remove(*there - wanted)
        group.permissions.add(*wanted - there)


def _has(role: Role, permission: Permission) -> bool:
    action, _, model = permission.codename.partition("_")
    return action in rights(role, f"{permission.content_type.app_label}.{model}")
