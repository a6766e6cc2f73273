"""What the console explains: words of the field where they stand, times with their zone, schedules in words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from stations.admin.looking import span
from stations.glossary import WORDS, words_about
from stations.ingest.hide import hide_station
from stations.models import Source, Station
from tests.fakes.actors import make_people
from tests.fakes.owned import make_objects
from tests.people import operator
from tests.world import NOW, REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator("root@voltway.example"))
    return client


def explained(console: Client, address: str) -> set[str]:
    """The words that a page explains."""
    answer = console.get(address)
    assert answer.status_code == 200
    return set(re.findall(r"<dt>([^<]*)</dt>", answer.content.decode()))


def told(console: Client, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", console.get(address).content.decode()))


def of_areas() -> dict[str, set[str]]:
    """By word: the lists and forms of the console that have it."""
    found: dict[str, set[str]] = {str(one.word): set() for one in WORDS}
    for model, area in admin.site._registry.items():
        kind = str(model._meta.model_name)
        shown: Any = [*(area.list_display or ()), *(area.fields or ())]
        for one in words_about(kind, map(str, shown)):
            found[str(one.word)].add(kind)
    return found


def test_every_word_stands_somewhere() -> None:
    assert {word: kinds for word, kinds in of_areas().items() if not kinds} == {}


@pytest.mark.parametrize(
    ("kind", "words"),
    [("faultreport", {"EVSE", "connector"}), ("importrun", {"hold-back", "run"}), ("operator", {"party id"}),
     ("source", {"hold-back", "live"}), ("correction", {"tariff"})],
)  # fmt: skip
def test_a_list_explains_its_words(kind: str, words: set[str], console: Client) -> None:
    assert words <= explained(console, f"/admin/stations/{kind}/")


def test_a_form_explains_its_words(console: Client) -> None:
    publish(REGISTER, station())
    page = f"/admin/stations/source/{Source.objects.get().pk}/change/"
    assert {"licence", "live"} <= explained(console, page)
    assert {"EVSE", "merge group"} <= explained(console, f"/admin/stations/station/{Station.objects.get().pk}/change/")


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_time_stands_without_its_zone(model: Any, console: Client) -> None:
    publish(REGISTER, station("a", name="Lindenpark", operator="Strom AG"))
    make_people()
    make_objects()
    words = told(console, f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
    assert re.findall(r"\d:\d\d (?:a|p)\.m\.", words) == []
    times = re.findall(r"\b\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?! UTC|:)", words)
    # The heading of its column says it.
    assert times == [] or "at (UTC)" in words


def test_a_time_is_asked_for_in_its_zone(console: Client) -> None:
    page = console.get("/admin/stations/block/add/").content.decode()
    assert "(UTC):" in page
    assert re.search(r'aria-label="[^"]*\(UTC\): date"', page)


def test_a_schedule_is_told_in_words(console: Client) -> None:
    every = IntervalSchedule.objects.create(every=10, period=IntervalSchedule.MINUTES)
    PeriodicTask.objects.create(name="One", task="one", interval=every)
    nightly = CrontabSchedule.objects.create(minute="15", hour="2")
    PeriodicTask.objects.create(name="Two", task="two", crontab=nightly)
    words = told(console, "/admin/django_celery_beat/periodictask/")
    assert "every 10 minutes" in words
    assert "At 02:15 AM UTC" in words


@pytest.mark.parametrize(
    ("taken", "words"),
    [(timedelta(minutes=30), "30 minutes"), (timedelta(days=1), "1 day"), (timedelta(hours=25), "1 day 1 hour"),
     (timedelta(minutes=90), "1 hour 30 minutes"), (timedelta(seconds=20), "less than a minute")],
)  # fmt: skip
def test_a_length_of_time_is_told_in_words(taken: timedelta, words: str) -> None:
    assert span(taken) == words


def test_a_source_s_schedule_is_told_in_words(console: Client) -> None:
    publish(REGISTER, station())
    assert "places: every 1 day" in told(console, "/admin/stations/source/")
    Source.objects.update(enabled=False)
    assert "paused" in told(console, "/admin/stations/source/")


def test_hidden_stations_are_a_list(console: Client) -> None:
    publish(REGISTER, station("a", name="Lindenpark"), station("b", name="Castle Mall"))
    hide_station(station=Station.objects.get(name="Castle Mall").public_id, reason="Invented.", now=NOW)
    words = told(console, "/admin/stations/station/?hidden=yes")
    assert "Castle Mall" in words
    assert "Lindenpark" not in words


def test_the_home_leads_to_hidden_stations(console: Client) -> None:
    assert 'href="/admin/stations/station/?hidden=yes"' in console.get("/admin/").content.decode()
