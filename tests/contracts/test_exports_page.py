"""docs/exports.md names every format, every column in its order, and every member of a manifest."""

import re
from datetime import UTC, datetime

from stations.exports.columns import COLUMNS
from stations.exports.manifest import Manifest
from stations.exports.registry import all_formats
from stations.search.query import StationQuery
from voltway.config import ROOT

PAGE = (ROOT / "docs/exports.md").read_text(encoding="utf-8")


def rows_of(heading: str) -> list[tuple[str, str]]:
    """The first two cells of a section's table."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (`.+?) \| (.+?) \|", section, flags=re.MULTILINE)


def test_every_column_is_described_in_its_order() -> None:
    described = [(name.strip("`"), kind) for name, kind in rows_of("Columns") if "Parquet only" not in kind]
    assert described == [(column.name, str(column.kind)) for column in COLUMNS]


def test_every_format_is_described() -> None:
    assert {name.strip("`"): suffix.strip("`") for name, suffix in rows_of("Formats")} == {
        form.name: form.suffix for form in all_formats().values()
    }


def test_every_member_of_a_manifest_is_described(db: None) -> None:
    described = re.findall(r"`(\w+)`", " ".join(name for name, _ in rows_of("Licences and the manifest")))
    manifest = Manifest(StationQuery(), "csv", datetime.now(UTC), (0, 0)).as_dict()
    assert described == list(manifest)
