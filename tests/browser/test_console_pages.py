"""Every list, form and page of the console in a real browser: axe finds nothing, light and dark, and a phone holds it.

What is registered is what is looked at: a new area comes by itself. Each page is loaded once.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from stations.models import Station
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.fakes.actors import make_people
from tests.fakes.owned import UID, make_objects
from tests.hurdles import hurdles
from tests.people import operator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Django's own, which no template of ours makes: the sign beside a box that filters, the empty head of inlines.
DJANGOS = [[".search-label-icon"], [".inline-group thead"]]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def console(open_visit: Any) -> Visit:
    """An administrator's window, on a world with a row of everything."""
    make_people()
    make_objects(Station.objects.get(name="Castle Mall"))
    visit: Visit = open_visit(viewport=DESK)
    log_in(visit, operator("root@voltway.example"))
    return visit


def in_each_light(page: Page, axe: str) -> list[Any]:
    """Hurdles of a page that is open: light, dark, and on a phone."""
    ours = {"exclude": DJANGOS}
    told: list[Any] = hurdles(page, axe, within=ours)
    page.emulate_media(color_scheme="dark")
    # Colours of links go over into each other; what ends early is over, too.
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    told += [["dark", *one] for one in hurdles(page, axe, "color-contrast", within=ours)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*told, ["stands out of a phone", wide]] if wide > PHONE["width"] else told


def lists() -> Iterator[str]:
    for model in admin.site._registry:
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def forms() -> Iterator[str]:
    """The page of a row; of what has none, the form for one."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row: Any = model._default_manager.order_by("pk").first()
        yield reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_add")


def special_pages() -> Iterator[str]:
    """What is our own, or of a kind that is alike for all rows: once."""
    yield reverse("admin:index")
    yield reverse("admin:accounts_auditentry_undo", args=[UID])
    for model, area in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row: Any = model._default_manager.order_by("pk").first()
        for act in getattr(area, "acts", ()):
            if row and (act.template or act.name == "hide"):
                yield reverse(f"{name}_do", args=[row.pk, act.name])
    user = User.objects.get(email="root@voltway.example")
    for what in ("history", "delete"):
        yield reverse(f"admin:accounts_user_{what}", args=[user.pk])


@pytest.mark.parametrize("pages", [lists, forms, special_pages])
def test_nobody_is_kept_out(pages: Any, console: Visit, axe: str) -> None:
    told = {}
    for path in pages():
        console.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        console.page.emulate_media(color_scheme="light")
        page = console.go(path)
        if hindered := in_each_light(page, axe):
            told[path] = hindered
        if folder := os.environ.get("VOLTWAY_SHOTS"):
            page.screenshot(path=Path(folder) / f"page{path.replace('/', '-')}.png", full_page=True, caret="initial")
    assert told == {}
