"""A profile is kept, and taken over by each browser in which its owner logs in."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import PASSWORD

PROFILE = {"language": "en", "units": "mi", "connector": ["ccs", "type2"], "min_power_kw": "50", "open": "now"}
FILTERS = "connector=ccs&connector=type2&min_power_kw=50&open=now"


@pytest.fixture
def inside(client: Client, alice: User) -> Client:
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    return client


def test_what_is_chosen_is_kept_and_shown(inside: Client) -> None:
    assert inside.post(reverse("profile"), PROFILE).status_code == 302
    alice = User.objects.get()
    assert (alice.language, alice.units, alice.filters) == ("en", "mi", FILTERS)
    page = inside.get(reverse("profile")).content.decode()
    assert page.count("checked") - page.count('name="units"') >= 4


def test_the_finder_begins_with_the_filters(inside: Client) -> None:
    inside.post(reverse("profile"), PROFILE)
    answer = inside.get("/")
    assert (answer["Location"], answer["Cache-Control"]) == (f"/?{FILTERS}", "no-cache")
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("address", ["/?q=shell", "/?fragment=list", "/?connector=chademo"])
def test_an_address_that_says_something_goes_before_them(address: str, inside: Client) -> None:
    inside.post(reverse("profile"), PROFILE)
    assert inside.get(address).status_code == 200


def test_whoever_clears_the_filters_in_the_finder_stays_without(inside: Client) -> None:
    inside.post(reverse("profile"), PROFILE)
    assert inside.get("/", headers={"Referer": f"http://testserver/?{FILTERS}"}).status_code == 200
    assert inside.get("/", headers={"Referer": "http://testserver/data/"}).status_code == 302
    assert inside.get("/", headers={"Referer": "http://elsewhere.example/"}).status_code == 302


def test_another_browser_takes_the_profile_over_at_log_in_and_leaves_the_filters(inside: Client, alice: User) -> None:
    inside.post(reverse("profile"), PROFILE)
    other = Client()
    other.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert other.cookies["units"].value == "mi"
    assert other.get("/")["Location"] == f"/?{FILTERS}"
    other.get(reverse("account"))
    other.post(reverse("account_logout"))
    assert other.get("/").status_code == 200


@pytest.mark.parametrize(("name", "value"), [("connector", "ufo"), ("min_power_kw", "many"), ("nonsense", "1")])
def test_filters_are_read_by_the_parser_of_all_searches(name: str, value: str, inside: Client) -> None:
    answer = inside.post(reverse("profile"), {**PROFILE, name: value})
    assert answer.status_code == 400
    assert User.objects.get().filters == ""


def test_an_area_is_no_filter(inside: Client) -> None:
    inside.post(reverse("profile"), {"open": "now", "bbox": "1,2,3,4", "place": "Nowhere at all"})
    assert User.objects.get().filters == "open=now"


@pytest.mark.parametrize("kept", ["connector=ufo", "%%%", "nonsense=1&x"])
def test_filters_that_are_understood_no_more_are_left_out(kept: str, inside: Client) -> None:
    User.objects.update(filters=kept)
    inside.cookies["filters"] = kept
    assert inside.get("/").status_code == 200
    assert inside.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize(("name", "value"), [("language", "xx"), ("units", "furlong")])
def test_what_is_not_offered_is_not_kept(name: str, value: str, inside: Client) -> None:
    assert 'aria-invalid="true"' in inside.post(reverse("profile"), {name: value}).content.decode()
    assert (User.objects.get().language, User.objects.get().units) == ("", "")


def test_rights_are_not_to_be_had_by_a_form(inside: Client) -> None:
    inside.post(reverse("profile"), {"is_staff": "on", "is_superuser": "1", "email": "root@voltway.example"})
    alice = User.objects.get()
    assert (alice.is_staff, alice.is_superuser, alice.email) == (False, False, "alice@voltway.example")
