"""Units and colours of a visitor."""

import pytest
from django.test import RequestFactory

from stations.web import preferences
from stations.web.preferences import Preferences, Theme
from stations.web.units import Units


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("en-US,en;q=0.9", Units.MI),
        ("en-GB", Units.MI),
        ("de-DE,en-US;q=0.5", Units.KM),
        ("en", Units.KM),
        ("", Units.KM),
    ],
)
def test_first_language_of_the_browser_tells_the_usual_unit(rf: RequestFactory, language: str, unit: Units) -> None:
    assert preferences.of(rf.get("/", headers={"accept-language": language})).units is unit


def test_choice_wins_over_the_browser(rf: RequestFactory) -> None:
    rf.cookies["units"], rf.cookies["theme"] = "km", "dark"
    request = rf.get("/", headers={"accept-language": "en-US"})
    assert preferences.of(request) == Preferences(Units.KM, Theme.DARK)


@pytest.mark.parametrize("value", ["", "furlongs", "<script>"])
def test_foreign_cookies_are_ignored(rf: RequestFactory, value: str) -> None:
    rf.cookies["units"], rf.cookies["theme"] = value, value
    assert preferences.of(rf.get("/")) == Preferences(Units.KM, Theme.AUTO)


def test_choice_is_kept_in_a_cookie(rf: RequestFactory) -> None:
    answer = preferences.choose(rf.post("/preferences/", {"units": "mi", "theme": "dark", "next": "/data/"}))
    assert (answer.status_code, answer["Location"]) == (302, "/data/")
    assert {name: cookie.value for name, cookie in answer.cookies.items()} == {"units": "mi", "theme": "dark"}


def test_unknown_choice_is_not_kept(rf: RequestFactory) -> None:
    answer = preferences.choose(rf.post("/preferences/", {"units": "furlongs", "theme": ""}))
    assert not answer.cookies


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_way_back_never_leads_elsewhere(rf: RequestFactory, target: str) -> None:
    answer = preferences.choose(rf.post("/preferences/", {"units": "km", "next": target}))
    assert answer["Location"] == "/"


def test_looking_does_not_choose(rf: RequestFactory) -> None:
    assert preferences.choose(rf.get("/preferences/?units=mi")).status_code == 405
