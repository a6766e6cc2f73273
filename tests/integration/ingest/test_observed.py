"""Which sources are told to be late: places and live states each by themselves, and only what can be fetched."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from stations import observed
from stations.models import ImportRun, Source
from stations.sources.registry import all_feeds
from tests.fakes.feeds import LiveFeed, RowFeed
from voltway.observability import metrics
from voltway.observability.health import State

Kind = ImportRun.Kind
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Apart(LiveFeed):
    """Live states at an address of their own, places once a day."""

    uid = "xx-apart"
    url = "https://rows.example/places"
    status_url = "https://rows.example/states"


class Keyed(RowFeed):
    """A source that wants a key."""

    uid = "xx-keyed"
    url = "https://rows.example/"
    key_setting = "AFDC_API_KEY"


@pytest.fixture
def source(db: None, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setitem(all_feeds(), Apart.uid, Apart())
    return Source.objects.create(uid=Apart.uid)


def ran(source: Source, kind: Kind, ago: timedelta, state: str = "COMPLETED") -> None:
    began = timezone.now() - ago
    source.runs.create(kind=kind, state=state, started_at=began, finished_at=began)


def late() -> Any:
    return observed.sources().facts["late"]


def ages() -> dict[str, Any]:
    return {
        one.labels["kind"]: pytest.approx(one.value, abs=60)
        for one in observed.source_samples()
        if one.metric == metrics.SOURCE_AGE
    }


def test_a_source_whose_imports_come_is_not_late(source: Source) -> None:
    ran(source, Kind.PLACES, DAY)
    ran(source, Kind.STATUSES, 30 * MINUTE)
    assert (late(), observed.sources().state) == ([], State.OK)
    assert ages() == {"PLACES": 86_400, "STATUSES": 1_800}


@pytest.mark.parametrize(("places", "states"), [(30 * DAY, MINUTE), (MINUTE, 23 * 60 * MINUTE)])
def test_places_and_live_states_are_late_each_by_themselves(
    source: Source, places: timedelta, states: timedelta
) -> None:
    ran(source, Kind.PLACES, places)
    ran(source, Kind.STATUSES, states)
    ran(source, Kind.PLACES, MINUTE, state="FAILED")
    assert (late(), observed.sources().state) == ([source.uid], State.DEGRADED)


def test_what_never_went_well_is_as_old_as_its_first_run(source: Source) -> None:
    assert (late(), ages()) == ([], {})
    ran(source, Kind.PLACES, 4 * DAY, state="FAILED")
    ran(source, Kind.PLACES, DAY, state="FAILED")
    assert late() == [source.uid]
    assert ages() == {"PLACES": 4 * 86_400, "STATUSES": 4 * 86_400}


def test_a_source_without_its_key_is_not_late(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "afdc_api_key", None)
    monkeypatch.setitem(all_feeds(), Keyed.uid, Keyed())
    ran(Source.objects.create(uid=Keyed.uid, last_success_at=timezone.now() - 4 * DAY), Kind.PLACES, 4 * DAY)
    assert (late(), list(observed.source_samples())) == ([], [])
