"""What must hold for all formats: the same stations in the same order, a manifest, a file that is whole or absent."""

from pathlib import Path

import pytest

from stations.exports import rows
from stations.exports.registry import all_formats
from stations.models import Station
from stations.search.query import Box, StationQuery
from tests.unit.stations.exports.conftest import Export, ids_of, manifest_of
from tests.world import CLOSED, NOW, REGISTER, publish, station

FORMATS = list(all_formats())
every_format = pytest.mark.parametrize("name", FORMATS)


def test_the_formats_are_found_in_their_folder() -> None:
    assert FORMATS == ["csv", "geojson", "jsonl", "parquet"]
    for form in all_formats().values():
        assert form.label
        assert str(form.words)
        assert form.suffix.startswith(".")
        assert "/" in form.media_type


@every_format
def test_a_file_holds_the_stations_of_the_search_by_their_ids(name: str, export: Export) -> None:
    publish(REGISTER, *(station(f"s{number}", (52.5, 13.4 + number / 100)) for number in range(7)))
    query = StationQuery(box=Box(13.405, 52, 13.455, 53))
    expected = list(
        Station.objects.filter(longitude__gte=13.405, longitude__lte=13.455)
        .order_by("pk")
        .values_list("public_id", flat=True)
    )
    assert len(expected) == 5
    assert ids_of(name, export(name, query)) == expected


@every_format
def test_closed_records_are_left_out_and_counted(name: str, export: Export) -> None:
    publish(REGISTER, station("open"))
    publish(CLOSED, station("closed"), station("shut"))
    path = export(name)
    assert ids_of(name, path) == [Station.objects.get(source__uid="xx-register").public_id]
    manifest = manifest_of(name, path)
    assert manifest["rows"] == 1
    assert manifest["left_out"] == {
        "rows": 2, "reason": "licence closed or unknown", "by_source": {"xx-closed": 2},
    }  # fmt: skip


@every_format
def test_a_manifest_says_what_the_file_is_and_whose(name: str, export: Export) -> None:
    publish(REGISTER, station("a"), station("b", (52.6, 13.4)))
    manifest = manifest_of(name, export(name, StationQuery(box=Box(13, 52, 14, 53))))
    assert manifest["format"] == name
    assert manifest["made_at"] == "2026-01-14T12:00:00Z"
    assert manifest["query"]["parameters"] == {"bbox": "13,52,14,53"}
    assert manifest["query"]["url"].endswith("/api/v2/stations/?bbox=13,52,14,53")
    assert manifest["data"]["data_version"] == manifest["data"]["data_version_at_end"] > 0
    assert manifest["data"]["watermark"].startswith("20")
    terms = {"licence": "CC BY 4.0", "rows": 2}
    url = "https://creativecommons.org/licenses/by/4.0/"
    assert manifest["licences"] == [{**terms, "url": url}]
    assert manifest["attributions"] == [
        {**terms, "licence_url": url, "source": "xx-register", "name": "The Register", "attribution": "© The registrar"}
    ]


@every_format
def test_nothing_found_is_a_file_of_no_stations(name: str, export: Export) -> None:
    path = export(name)
    assert ids_of(name, path) == []
    assert manifest_of(name, path)["rows"] == 0


@every_format
@pytest.mark.parametrize("size", [1, 2, 3])
def test_chunks_leave_no_seam(name: str, size: int, export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "CHUNK", size)
    publish(REGISTER, *(station(f"s{number}", (52.5, 13.4 + number / 100)) for number in range(5)))
    assert ids_of(name, export(name)) == list(Station.objects.order_by("pk").values_list("public_id", flat=True))


class TornError(Exception):
    """Stands for whatever stops an export half way."""


@every_format
def test_an_export_that_is_stopped_leaves_no_file(name: str, export: Export, tmp_path: Path) -> None:
    publish(REGISTER, station("a"))

    def stop(done: int, total: int) -> None:
        if done:
            raise TornError

    with pytest.raises(TornError):
        export(name, progress=stop)
    assert list((tmp_path / "exports").iterdir()) == []


@every_format
def test_progress_begins_at_nothing_and_ends_with_all(name: str, export: Export) -> None:
    publish(REGISTER, station("a"), station("b", (52.6, 13.4)))
    told: list[tuple[int, int]] = []
    export(name, progress=lambda done, total: told.append((done, total)))
    assert (told[0], told[-1]) == ((0, 2), (2, 2))


@every_format
def test_a_file_that_was_there_stays_until_the_new_one_is_whole(name: str, export: Export) -> None:
    publish(REGISTER, station("a"))
    path = export(name)
    before = path.read_bytes()

    def stop(done: int, total: int) -> None:
        assert path.read_bytes() == before
        if done:
            raise TornError

    with pytest.raises(TornError):
        export(name, progress=stop)
    assert path.read_bytes() == before


def test_what_vanishes_or_is_closed_while_rows_are_read_is_left_out(stage: None) -> None:
    publish(REGISTER, *(station(f"s{number}", (52.5, 13.4 + number / 100)) for number in range(4)))
    ids, left_out = rows.chosen(StationQuery(access=()), now=NOW)
    assert (len(ids), left_out) == (4, {})
    publish(REGISTER, *REGISTER.records[1:], complete="*")
    kept = [row.public_id for chunk in rows.read(ids, now=NOW) for row in chunk.rows]
    assert kept == list(Station.objects.filter(vanished_at=None).order_by("pk").values_list("public_id", flat=True))
    assert len(kept) == 3


def test_ids_that_lie_far_apart_are_read_as_well(stage: None, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(REGISTER, *(station(f"s{number}", (52.5, 13.4 + number / 100)) for number in range(12)))
    ids, _ = rows.chosen(StationQuery(access=()), now=NOW)
    few = ids[[0, 5, 11]]
    (chunk,) = rows.read(few, now=NOW)
    assert [row.public_id for row in chunk.rows] == [Station.objects.get(pk=key).public_id for key in few.tolist()]
