"""`./dev bench backup`: how long a backup takes, and how long it is from a lost database to the first answer (RTO)."""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.machine import report
from tests.bench.world import ROOT, build, use_data_dir
from tests.integration.operations.site import Site, get


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench backup", description=__doc__)
    parser.add_argument("--stations", type=int, default=300_000)
    parser.add_argument("--json", metavar="PATH")
    options = parser.parse_args()
    (ROOT / "var" / "bench").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=ROOT / "var" / "bench") as name:
        folder = Path(name)
        use_data_dir(folder / "data")
        build(options.stations)
        rows = _drill(_site(folder / "data"), folder)
    report(f"Backup and restore, {options.stations:,} stations", rows, json_path=options.json)


def _site(folder: Path) -> Site:
    from django.db import connection

    connection.close()
    own = {"PYTHONPATH": str(ROOT), "DATABASE_URL": os.environ.get("DATABASE_URL", ""), "SITE_URL": "http://127.0.0.1"}
    return Site(folder, {**os.environ, **own})


def _drill(site: Site, folder: Path) -> list[dict[str, Any]]:
    archive, taken = _timed(lambda: site.backup("--to", str(folder / "archives")))
    site.wipe()
    _, restored = _timed(lambda: site.run("-m", "tools.backup", "restore", str(archive)))
    _, answered = _timed(lambda: _first_answer(site))
    return [
        {"what": "backup", "seconds": taken, "archive_mib": round(archive.stat().st_size / 2**20)},
        {"what": "restore into an empty server", "seconds": restored},
        {"what": "start, until a search is answered", "seconds": answered},
        {"what": "from a lost database to the first answer", "seconds": round(restored + answered, 1)},
    ]


def _first_answer(site: Site) -> None:
    with site.serving() as address:
        status, body = get(f"{address}/api/v2/stations/?limit=20")
    assert status == 200
    assert b'"id"' in body


def _timed(what: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    done = what()
    return done, round(time.perf_counter() - began, 1)


if __name__ == "__main__":
    main()
