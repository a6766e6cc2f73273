"""Some fields instead of all, and lists as tables."""

import csv
import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from stations.api.fields import FIELDS, only
from stations.exports import lines
from stations.exports.base import Chunk
from stations.exports.columns import COLUMNS
from stations.exports.formats.csv import TABLE, Csv
from stations.models import Station
from tests.integration.api.conftest import Get
from tests.world import REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("world")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("path", ["stations/", "stations/nearby/?lat=52.5&lon=13.4"])
def test_a_list_has_the_fields_that_are_asked_for(path: str, client: Client) -> None:
    whole = client.get(f"/api/v2/{path}").json()["data"]
    some = client.get(f"/api/v2/{path}", {"lat": "52.5", "lon": "13.4", "fields": "evses, id"}).json()["data"]
    assert [list(row) for row in some] == [["id", "evses"]] * len(whole)
    assert {row["id"]: row["evses"] for row in some} == {row["id"]: row["evses"] for row in whole}


def test_every_field_can_be_asked_for_and_all_of_them_are_the_station(get: Get) -> None:
    public_id = Station.objects.earliest("pk").public_id
    whole = get(f"stations/{public_id}/")
    assert get(f"stations/{public_id}/", fields=",".join(FIELDS)) == whole
    assert set(whole) == set(FIELDS) - {"distance_m"}
    assert get(f"stations/{public_id}/", fields="id") == {"id": public_id}


def test_fields_are_kept_on_the_next_page(get: Get, client: Client) -> None:
    following = get("stations/", limit=2, fields="id")["next"]
    assert list(client.get(following).json()["data"][0]) == ["id"]


def test_properties_of_a_feature_can_be_chosen(get: Get) -> None:
    feature = get("stations/", format="geojson", fields="name")["features"][0]
    assert list(feature["properties"]) == ["name"]
    assert feature["geometry"]["coordinates"][0] > 13


@pytest.mark.parametrize("path", ["stations/", "stations/nearby/?lat=52.5&lon=13.4&", "stations/aaaaaaaaaaaa/"])
@pytest.mark.parametrize("fields", ["nothing", "id,,name", "ID", "id;name"])
def test_a_field_that_nobody_knows_is_named(path: str, fields: str, client: Client) -> None:
    refused = client.get(
        f"/api/v2/{path}", {"lat": "1", "lon": "1", "fields": fields} if "nearby" in path else {"fields": fields}
    )
    assert refused.status_code == 400
    assert [error["parameter"] for error in refused.json()["errors"]] == ["fields"]


def test_fields_are_cut_out_as_they_stand() -> None:
    document = b'{"id":"a","name":"\\u0416 \\"x\\" {","evses":[{"id":1}],"last_updated":null}'
    assert only(document, ("name", "evses", "distance_m")) == b'{"name":"\\u0416 \\"x\\" {","evses":[{"id":1}]}'
    assert only(document, ()) is document


@pytest.mark.parametrize("how", [{"headers": {"accept": "text/csv"}}, {"data": {"format": "csv"}}])
def test_a_list_is_a_table_where_one_is_asked_for(how: dict[str, Any], client: Client, get: Get) -> None:
    answer = client.get("/api/v2/stations/", **how)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = rows_of(answer.content)
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert [row["id"] for row in rows] == [row["id"] for row in get("stations/")["data"]]


def test_a_table_is_what_an_export_has(client: Client) -> None:
    publish(
        REGISTER,
        station("odd", (51.50001, -0.5), country="GBR", name='=cmd|"x"', address="a,\nb;'c", price_text="-1"),
    )
    ids = Station.objects.values_list("public_id", flat=True)
    documents = [client.get(f"/api/v2/stations/{one}/").content for one in ids]
    exported = io.BytesIO()
    writer = Csv().writer(exported)
    writer.add(Chunk([], documents))
    writer.finish(b"{}")
    table = lines.table(documents)
    assert zipfile.ZipFile(exported).read(TABLE) == table
    assert b'"\'=cmd|""x"""' in table


def test_the_next_page_of_a_table_stands_in_a_header(client: Client) -> None:
    first = client.get("/api/v2/stations/?format=csv&limit=3&fields=id,name")
    address = first["Link"].removeprefix("<").partition(">")[0]
    second = client.get(address)
    assert len(rows_of(first.content)) == len(rows_of(second.content)) == 3
    assert list(rows_of(second.content)[0]) == ["id", "name"]
    assert 'rel="next"' in first["Link"]


def test_columns_of_a_table_are_its_fields(get: Get) -> None:
    assert get("stations/", status=400, format="csv", fields="evses")["errors"][0]["parameter"] == "fields"


def test_an_empty_table_has_its_header(client: Client) -> None:
    answer = client.get("/api/v2/stations/?q=nowhere&format=csv&fields=id")
    assert answer.content == b'"id"\n'


def test_one_station_is_no_table(client: Client) -> None:
    public_id = Station.objects.earliest("pk").public_id
    assert client.get(f"/api/v2/stations/{public_id}/?format=csv").status_code == 400
    assert client.get(f"/api/v2/stations/{public_id}/", headers={"accept": "text/csv"}).status_code == 406
