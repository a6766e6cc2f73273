"""The roles of the console may what docs/authorisation.md says, and nothing else; who only looks changes nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.roles import Role, set_rights
from tests.people import in_role
from tests.world import stage

__all__ = ["stage"]

pytestmark = pytest.mark.usefixtures("stage")
MODELS = {model._meta.label_lower: model for model in admin.site._registry}
ACTIONS = ("view", "add", "change", "delete")


def told() -> Iterator[tuple[str, dict[Role, frozenset[str]]]]:
    """The table of the document: what each role may do with the rows of each model."""
    text = (Path(__file__).resolve().parents[2] / "docs/authorisation.md").read_text()
    for line in text.partition("## Roles")[2].splitlines():
        if found := re.fullmatch(r"\| (\w+\.\w+) \| (.*) \| (.*) \| (.*) \|", line):
            label, *cells = found.groups()
            yield label, {role: frozenset(re.findall(r"\w+", cell)) for role, cell in zip(Role, cells, strict=True)}


def test_each_list_of_the_console_stands_in_the_table_once() -> None:
    labels = [label for label, _ in told()]
    assert sorted(labels) == sorted(set(labels)) == sorted(MODELS)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_document_says(role: Role) -> None:
    user = in_role(role)
    for label, may in told():
        app, _, model = label.partition(".")
        held = frozenset(action for action in ACTIONS if user.has_perm(f"{app}.{action}_{model}"))
        assert held == may[role], label


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_the_lists_that_it_sees_and_no_other(role: Role, client: Client) -> None:
    client.force_login(in_role(role))
    for label, may in told():
        status = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist")).status_code
        assert status == (200 if "view" in may[role] else 403), label


def test_who_only_looks_has_no_button_that_changes() -> None:
    request = RequestFactory().get("/admin/")
    request.user = in_role(Role.VIEWER)
    for label, model in MODELS.items():
        area = admin.site._registry[model]
        rights = (
            area.has_add_permission(request),
            area.has_change_permission(request),
            area.has_delete_permission(request),
        )
        assert rights == (False, False, False), label
        # A list that can't be opened takes no action.
        assert not area.has_view_permission(request) or area.get_actions(request) == {}, label


def test_rights_that_were_given_by_hand_go_with_the_next_migration() -> None:
    viewer = Group.objects.get(name=Role.VIEWER)
    viewer.permissions.add(Permission.objects.get(codename="change_source"))
    viewer.permissions.remove(Permission.objects.get(codename="view_source"))
    set_rights(sender=apps.get_app_config("stations"), using="default")
    held = set(viewer.permissions.filter(codename__endswith="_source").values_list("codename", flat=True))
    assert held == {"view_source"}
