"""SQLite and PostgreSQL answer alike, byte for byte: one world on both, and every read endpoint asked over both."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.fakes.servers import new_database, postgresql_server

__all__ = ["new_database", "postgresql_server"]

ROOT = Path(__file__).resolve().parents[2]
Answers = list[list[Any]]
# Says nothing of the stations that are here, or what differs between machines by nature, or is somebody's own, or is no
# read: orders of exports, rows sent in.
NOT_COMPARED = {
    "livez", "readyz", "health", "api-health", "api-schema", "api-docs", "favicon", "manifest", "preferences",
    "problem", "metrics", "api-bulk", "api-v1-bulk", "export", "export-cancel", "export-file", "export-status",
    "api-export", "api-export-file", "api-exports", "api-v1-export-data", "api-v1-export-status",
    "api-v1-favourite", "api-v1-favourites", "api-v1-register", "api-v1-log-in",
    "developers", "developers-guide", "guide",
    "api-unknown", "ocpi-unknown",
    "api-favourite", "api-favourites", "api-vehicle", "api-vehicles", "api-search", "api-searches",
    "api-recommendations", "recommendations",
    # What drivers tell, whose own tests run on both.
    "api-checkins", "api-reports", "api-edits", "api-own-edits", "edit-station", "edits", "station-add",
    "station-broken", "station-check-in", "operator-answer", "api-photos", "api-photo", "photo", "photo-add",
    "photo-drop", "photo-picture", "api-reviews", "api-review", "api-review-vote", "api-review-reply", "reviews",
    "review-write", "review-helpful", "review-reply",
    # For staff alone; their own tests run on both.
    "api-analytics-revenue", "api-analytics-api-performance", "insights-revenue", "insights-api-performance",
    "service-usage", "service-usage-file",
}  # fmt: skip


def answers_of(folder: Path, address: str) -> Answers:
    told = folder / "answers.json"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.engine_answers", told],
        cwd=ROOT,
        env={**os.environ, "VOLTWAY_DATA_DIR": str(folder), "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: Answers = json.loads(told.read_text())
    return answers


def reads(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Names of the routes that a person or a program can read."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            # What an account shows is somebody's.
            if not path.startswith(("admin/", "accounts/")):
                yield from reads(entry, path)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name


def test_both_engines_answer_every_read_alike(tmp_path: Path, new_database: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(answers_of, tmp_path / name, url) for name, url in (("s", ""), ("p", new_database))]
        ours, theirs = (one.result() for one in made)
    differing = [mine[0] for mine, other in zip(ours, theirs, strict=True) if mine != other]
    assert differing == []
    # Something was asked: found, refused, gone and not there; and every route that can be read.
    assert {answer[1] for answer in ours} >= {200, 301, 400, 404, 410}
    assert sum(len(answer[3]) > 1000 for answer in ours) > 200
    resolve = get_resolver().resolve
    asked = {resolve(answer[0].partition("?")[0]).url_name for answer in ours if answer[1] != 404}
    assert set(reads(get_resolver())) - NOT_COMPARED <= asked
