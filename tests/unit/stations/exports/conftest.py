"""Fixtures of the exports' tests: writes what a search finds in a format, and reads it back."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stations.exports.registry import all_formats
from stations.exports.write import write_export
from stations.search.query import StationQuery
from tests.world import NOW, stage

__all__ = ["stage"]

EVERYTHING = StationQuery(access=())
Export = Callable[..., Path]


@pytest.fixture
def export(stage: None, tmp_path: Path) -> Export:
    """Writes an export and gives its file."""

    def written(name: str, query: StationQuery = EVERYTHING, **options: Any) -> Path:
        path = tmp_path / "exports" / f"file{all_formats()[name].suffix}"
        write_export(query=query, form=all_formats()[name], path=path, now=NOW, **options)
        return path

    return written


def manifest_of(name: str, path: Path) -> dict[str, Any]:
    """The manifest from its place in the format."""
    if name == "csv":
        with zipfile.ZipFile(path) as packed:
            found = json.loads(packed.read("manifest.json"))
    elif name == "parquet":
        from pyarrow import parquet

        found = json.loads(parquet.read_schema(path).metadata[b"manifest"])
    elif name == "jsonl":
        with path.open() as file:
            found = json.loads(file.readline())["manifest"]
    else:
        found = json.loads(path.read_text())["manifest"]
    assert isinstance(found, dict)
    return found


def ids_of(name: str, path: Path) -> list[str]:
    """The ids of the stations in a file, in its order."""
    if name == "csv":
        import csv

        return [row["id"] for row in csv.DictReader(io.StringIO(table_of(path)))]
    if name == "parquet":
        from pyarrow import parquet

        ids: list[str] = parquet.read_table(path)["id"].to_pylist()
        return ids
    if name == "jsonl":
        return [json.loads(line)["id"] for line in path.read_text().splitlines()[1:]]
    return [feature["id"] for feature in json.loads(path.read_text())["features"]]


def table_of(path: Path) -> str:
    """The table in a CSV export."""
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return packed.read("stations.csv").decode()
