"""Texts that are markup, in all that sources and people write: they are words on every page, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from stations.models import Photo, Source
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.fakes import hostile_texts
from tests.people import operator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a text could have become: an attribute or an element that runs, or an address that does.
RUNS = r"""() => [...document.querySelectorAll('*')].flatMap(found => [
    ...[...found.attributes].filter(one => /^on/i.test(one.name) || one.name === 'srcdoc'
        || (/^(href|src|action|formaction|data)$/i.test(one.name) && /^\s*(java\s*script|data:text)/i.test(one.value)))
        .map(one => `${found.tagName} ${one.name}=${one.value}`),
    ...(found.tagName === 'SCRIPT' && !/json/.test(found.type) && /alert\(1\)/.test(found.textContent)
        ? ['script'] : []),
])"""


@pytest.fixture
def hostile(site: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Paths of the stations' pages, by the name of the text that all of theirs are."""
    return hostile_texts.build(monkeypatch)


@pytest.fixture
def window(open_visit: Any) -> Visit:
    """Without the policy, which would stop what should not be there in the first place."""
    visit: Visit = open_visit(bypass_csp=True)
    return visit


def ran(visit: Visit, paths: list[str]) -> Iterator[str]:
    """What ran on a page, or would if somebody touched it."""
    opened: list[str] = []

    def close(dialog: Any) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", close)
    for path in paths:
        visit.go(path)
        yield from (f"{path}: {told}" for told in (*opened, *visit.page.evaluate(RUNS)))
        opened.clear()


def test_what_drivers_see(hostile: dict[str, str], window: Visit) -> None:
    stations = list(hostile.values())
    one, photo = stations[1], Photo.objects.earliest("pk")
    log_in(window, User.objects.get(email=hostile_texts.KEEPER))
    forms = [
        f"{one}{form}"
        for form in ("edits/new/", "tell/check-in/", "photos/add/", "reviews/all/", "reviews/mine/", "?fragment=card")
    ]
    mine = [f"/accounts/{page}/" for page in ("favourites", "vehicles", "searches", "profile", "privacy")]
    source = f"/data/{Source.objects.get(uid=hostile_texts.HOSTILE.uid).uid}/"
    paths = ["/?bbox=1.2,52.58,1.4,52.72", "/?q=<script>alert(1)</script>", *stations, *forms, *mine, "/data/", source]
    assert list(ran(window, [*paths, photo.get_absolute_url(), "/edits/"])) == []
    # They are there, as they were written.
    text = hostile_texts.MARKUP["an event of a picture"]
    window.go(one)
    assert window.page.locator("main").inner_text().count(text) > 10


def test_what_operators_see(hostile: dict[str, str], window: Visit) -> None:
    log_in(window, operator())
    paths = []
    for model in admin.site._registry:
        name, row = f"admin:{model._meta.app_label}_{model._meta.model_name}", model._default_manager.first()
        paths.append(reverse(f"{name}_changelist"))
        if row is not None:
            paths.append(reverse(f"{name}_change", args=[row.pk]))
    assert list(ran(window, [reverse("admin:index"), *paths])) == []
    window.go(reverse("admin:stations_checkin_changelist"))
    assert hostile_texts.MARKUP["an event of a picture"] in window.page.locator("#result_list").inner_text()
