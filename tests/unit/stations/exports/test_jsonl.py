"""JSON lines and GeoJSON: each station as the API sends it; the manifest finds room on the first line however long."""

import io
import json
from typing import Any

import orjson
import pytest
from django.test import Client

from stations.exports.base import Chunk
from stations.exports.formats import jsonl
from tests.unit.stations.exports.conftest import Export
from tests.world import REGISTER, publish, station


def lines(documents: list[bytes], manifest: dict[str, Any]) -> list[Any]:
    file = io.BytesIO()
    writer = jsonl.JsonLines().writer(file)
    writer.add(Chunk([], documents))
    writer.finish(orjson.dumps(manifest))
    return [json.loads(line) for line in file.getvalue().splitlines()]


@pytest.mark.parametrize("length", [0, 4_000, 4_096, 4_100, 70_000])
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_a_manifest_of_any_length_stands_first(length: int, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "_BLOCK", block)
    documents = [orjson.dumps({"id": str(number)}) for number in range(9)]
    manifest, *stations = lines(documents, {"words": "x" * length})
    assert manifest == {"manifest": {"words": "x" * length}}
    assert [one["id"] for one in stations] == [str(number) for number in range(9)]


def test_a_line_is_what_the_api_sends(export: Export, client: Client) -> None:
    publish(REGISTER, station("a", name='Line\u2028 "break" =1'))
    _, line = export("jsonl").read_bytes().splitlines()
    (sent,) = client.get("/api/v2/stations/?access=PUBLIC").json()["data"]
    assert json.loads(line) == sent


def test_a_feature_is_what_the_api_sends(export: Export, client: Client) -> None:
    publish(REGISTER, station("a"), station("b", (-0.12, -71.5)))
    collection = json.loads(export("geojson").read_bytes())
    assert collection["type"] == "FeatureCollection"
    sent = client.get("/api/v2/stations/?format=geojson").json()["features"]
    assert sorted(collection["features"], key=repr) == sorted(sent, key=repr)
