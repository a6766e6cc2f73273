"""`modified_since`: a copy that follows its addresses is what the list says, and nothing is asked of it in vain."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stations.ingest.remove import remove_source
from stations.ingest.retention import clean_up
from stations.models import DataVersion, Source, Station
from tests.integration.api.conftest import Get
from tests.world import CLOSED, NOW, REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("world")

EVERYTHING: dict[str, Any] = {"planned": "1", "access": "PUBLIC,CUSTOMERS,UNKNOWN,RESTRICTED,PRIVATE,RESIDENTS,MEMBERS"}


class Copy:
    """What somebody keeps who follows the changes."""

    def __init__(self, client: Client, start: str = "all", **more: str) -> None:
        self.client, self.rows = client, dict[str, Any]()
        self.address, self.told = "/api/v2/stations/", list[str]()
        self.first = {"modified_since": start, **more}

    def follow(self) -> "Copy":
        """Take over whatever has changed."""
        address: str | None = self.address
        self.told = []
        while address:
            answer = self.client.get(address, self.first or None)
            assert answer.status_code == 200, answer.content
            self.first, page = {}, answer.json()
            for row in page["data"]:
                self._take(row)
            address, sync = page["next"], page["sync"]
        self.address = sync
        return self

    def _take(self, row: dict[str, Any]) -> None:
        self.told.append(row["id"])
        if row.get("deleted"):
            assert row.keys() == {"id", "deleted", "last_updated"}
            self.rows.pop(row["id"], None)
        else:
            self.rows[row["id"]] = row


def listed(get: Get) -> dict[str, Any]:
    return {row["id"]: row for row in get("stations/", **EVERYTHING)["data"]}


@pytest.mark.parametrize("limit", ["1", "2", "100"])
def test_a_first_copy_is_all_that_is_there(limit: str, client: Client, get: Get) -> None:
    publish(REGISTER, *REGISTER.records[1:], complete="*")
    copy = Copy(client, limit=limit).follow()
    assert copy.rows == listed(get)
    assert len(copy.told) == len(set(copy.told)) == 8
    assert copy.follow().told == []


def test_a_copy_follows_what_comes_changes_and_goes(client: Client, get: Get) -> None:
    copy = Copy(client, limit="3").follow()
    publish(REGISTER, station("new"), station("plain", name="Renamed"), *REGISTER.records[2:], complete="*")
    remove_source(Source.objects.get(uid=CLOSED.uid))
    copy.follow()
    assert len(copy.told) == 4
    assert {key: row["name"] for key, row in copy.rows.items()} == {
        key: row["name"] for key, row in listed(get).items()
    }


def test_a_time_is_where_somebody_begins_who_has_a_copy_from_elsewhere(client: Client, get: Get) -> None:
    later = timezone.now() + timedelta(hours=1)
    assert Copy(client, later.isoformat()).follow().told == []
    told = Copy(client, "2020-01-01").follow()
    assert told.rows == listed(get)


def test_a_time_ahead_of_us_misses_nothing_that_comes_before_it(client: Client) -> None:
    copy = Copy(client, (timezone.now() + timedelta(hours=1)).isoformat()).follow()
    publish(REGISTER, station("new"))
    assert len(copy.follow().told) == 1


def test_what_is_forgotten_is_410_and_says_where_to_begin(client: Client, get: Get) -> None:
    remove_source(Source.objects.get(uid=CLOSED.uid))
    clean_up(now=timezone.now() + timedelta(days=1), keep=timedelta(0))
    refused = get("stations/", status=410, modified_since="2020-01-01T00:00:00Z")
    assert refused["type"] == "/problems/gone"
    assert refused["start"] == "http://testserver/api/v2/stations/?modified_since=all"
    assert Copy(client).follow().rows == listed(get)


def test_a_word_of_another_database_is_410(client: Client, get: Get) -> None:
    address = Copy(client).follow().address
    Station.objects.all().delete()
    DataVersion.objects.update(change=5)
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"modified_since": "yesterday"}, "modified_since"),
        ({"modified_since": ""}, "modified_since"),
        ({"modified_since": "1066-10-14"}, "modified_since"),
        ({"modified_since": "9999-12-31T23:59:59-12:00"}, "modified_since"),
        ({"modified_since": "all", "connector": "ccs"}, "connector"),
        ({"modified_since": "all", "format": "csv"}, "format"),
        ({"modified_since": "all", "limit": "501"}, "limit"),
        ({"modified_since": "all", "cursor": "W10"}, "cursor"),
        ({"modified_since": "all", "cursor": "WyJjaGFuZ2VzIiwxLDIsMyw0XQ"}, "cursor"),
        ({"modified_since": "all", "fields": "id,nothing"}, "fields"),
    ],
)
def test_a_fault_is_named(given: dict[str, str], parameter: str, get: Get) -> None:
    assert [error["parameter"] for error in get("stations/", status=400, **given)["errors"]] == [parameter]


def test_fields_may_be_chosen_and_stay_chosen(client: Client, get: Get) -> None:
    copy = Copy(client, fields="name,id", limit="4").follow()
    assert copy.rows == {key: {"id": key, "name": row["name"]} for key, row in listed(get).items()}


def test_nothing_new_is_a_304(client: Client) -> None:
    address = Copy(client).follow().address
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    publish(REGISTER, station("new"), now=NOW)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
