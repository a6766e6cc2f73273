"""Lines of the log: one event each, with its ids, in JSON or for eyes, without what nobody may read."""

import io
import json
import logging
import logging.config
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from voltway.config import ROOT
from voltway.observability import logs, request_id
from voltway.observability.logs import Format

Written = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def line() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger, and what it wrote as JSON."""
    yield from _logger(for_eyes=False)


@pytest.fixture
def watched() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """The same for eyes."""
    yield from _logger(for_eyes=True)


def _logger(*, for_eyes: bool) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    made = logs._formatter(for_eyes=for_eyes)
    out, kind = io.StringIO(), made.pop("()")
    handler = logging.StreamHandler(out)
    handler.setFormatter(kind(**made))
    logger = logging.getLogger("tests.lines")
    logger.setLevel("DEBUG")
    logger.addHandler(handler)
    # Half a character breaks pytest's own report.
    logger.propagate = False
    yield logger, out
    logger.propagate = True
    logger.removeHandler(handler)


Line = tuple[logging.Logger, io.StringIO]


def test_an_event_and_its_fields_are_one_json_object(line: Line) -> None:
    logger, out = line
    logger.warning("import.late", extra={"source": "nl-example", "hours": 7})
    found = json.loads(out.getvalue())
    assert (found["event"], found["source"], found["hours"]) == ("import.late", "nl-example", 7)
    assert (found["level"], found["logger"]) == ("warning", "tests.lines")
    assert found["timestamp"].endswith("Z")


def test_structlogs_own_loggers_write_the_same_lines(line: Line) -> None:
    _, out = line
    structlog.get_logger("tests.lines").warning("import.late", source="nl-example", mail="see alice@example.org")
    found = json.loads(out.getvalue())
    assert (found["event"], found["source"], found["mail"]) == ("import.late", "nl-example", "see [e-mail]")


@pytest.mark.parametrize("hostile", ['x\r\n{"event": "forged"}', "\x1b[31mred", "a\u2028b\x00c", "\x9b31m"])
def test_what_somebody_sends_stays_inside_one_line(line: Line, hostile: str) -> None:
    logger, out = line
    logger.warning("search.odd", extra={"words": hostile})
    logger.warning("odd %s", hostile)
    lines = out.getvalue().splitlines()
    assert [json.loads(each).get("words") for each in lines] == [hostile, None]
    assert all(text.isascii() and text.isprintable() for text in lines)


@pytest.mark.parametrize("hostile", ["x\r\n2026 forged", "\x1b[31mred", "a\u2028b\x00c", "\x9b31m"])
def test_for_eyes_too(watched: Line, hostile: str) -> None:
    logger, out = watched
    logger.warning(f"odd {hostile}", extra={"words": hostile, "more": [hostile]})
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().rstrip("\n").isprintable()


def test_half_a_character_can_be_written(line: Line) -> None:
    logger, out = line
    logger.warning("search.odd", extra={"words": chr(0xD800)})
    assert json.loads(out.getvalue())["words"] == chr(0xD800)


def test_a_traceback_is_a_field_without_secrets(line: Line) -> None:
    logger, out = line
    try:
        raise ValueError("no such mail: alice@example.org at 52.520008")
    except ValueError:
        logger.exception("thing.failed")
    found = json.loads(out.getvalue())
    assert "ValueError: no such mail: [e-mail] at 52.52" in found["exception"]
    assert "test_a_traceback_is_a_field" in found["exception"]


def test_no_canary_gets_through(line: Line) -> None:
    logger, out = line
    fields = {
        "password": "canary-1",
        "url": "https://x/?token=canary-2&lat=52.123456",
        "headers": {"Cookie": "canary-3"},
    }
    logger.error("thing.failed with canary-4@example.org", extra={**fields, "at": [13.654321]})
    logger.error("for %s at %s", "canary-5@example.org", 48.137154)
    assert [word for word in ("canary", "52.1234", "13.654", "48.137") if word in out.getvalue()] == []


def test_the_framework_s_objects_are_left_out(line: Line, rf: RequestFactory) -> None:
    logger, out = line
    logger.error("thing.failed", extra={"request": rf.get("/?q=canary"), "status_code": 500})
    assert "canary" not in out.getvalue()
    assert json.loads(out.getvalue())["status_code"] == 500


def test_lines_of_a_request_have_its_id_and_its_user(line: Line, rf: RequestFactory) -> None:
    logger, out = line
    request = rf.get("/")
    bound = request_id.begin(request, "request-1")
    logger.info("before.login")
    request._cached_user = type("User", (), {"pk": 7})()  # type: ignore[attr-defined]
    logger.info("after.login")
    request_id.end(bound)
    logger.info("after.request")
    ids = [(found.get("request_id"), found.get("user_id")) for found in map(json.loads, out.getvalue().splitlines())]
    assert ids == [("request-1", None), ("request-1", 7), (None, None)]


def test_somebody_who_is_not_logged_in_has_no_id() -> None:
    request = HttpRequest()
    request._cached_user = AnonymousUser()  # type: ignore[attr-defined]
    bound = request_id.begin(request, "request-1")
    assert request_id.user_id() is None
    request_id.end(bound)


def test_lines_of_a_job_have_the_ids_of_who_asked_for_it(line: Line) -> None:
    logger, out = line
    with request_id.of_job(job_id=5, kind="export", request_id="request-1"):
        logger.info("export.begun")
        assert request_id.current() == "request-1"
    assert request_id.current() == ""
    found = json.loads(out.getvalue())
    assert (found["job_id"], found["job"], found["request_id"]) == (5, "export", "request-1")
    assert "user_id" not in found


SHARE = """
import logging, logging.config, sys
from pathlib import Path
from voltway.observability import logs
logs.ROTATE_BYTES = 20_000
logging.config.dictConfig(logs.configuration("INFO", logs.Format.JSON, Path(sys.argv[1])))
for number in range(200):
    logging.getLogger("many").error("one.line", extra={"writer": sys.argv[2], "number": number, "filling": "x" * 50})
"""


def test_many_processes_share_the_files_and_lose_no_line(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    command = [sys.executable, "-c", SHARE, str(folder)]
    writers = [
        subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.DEVNULL, env={"DJANGO_SETTINGS_MODULE": "x"})
        for name in "ab"
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    files = sorted(folder.glob("app.log*"))
    assert len(files) > 2
    assert max(file.stat().st_size for file in files) <= 20_500
    lines = [json.loads(text) for file in files for text in file.read_text().splitlines()]
    last = {name: max(found["number"] for found in lines if found["writer"] == name) for name in "ab"}
    assert last == {"a": 199, "b": 199}
    assert (folder / "error.log").exists()


def test_errors_alone_are_in_the_second_file(tmp_path: Path) -> None:
    files = logs.configuration("INFO", Format.JSON, tmp_path)["handlers"]
    assert {name: handler.get("level") for name, handler in files.items()} == {
        "console": None,
        "app": None,
        "error": "ERROR",
    }
    assert logs.configuration("INFO", Format.JSON, None)["root"]["handlers"] == ["console"]


def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    handler = logs.SharedFile(tmp_path / "taken" / "app.log")
    handler.handle(logging.makeLogRecord({"msg": "hello"}))
    assert "log.unwritable" in capsys.readouterr().err


@pytest.mark.parametrize(("given", "kept"), [("abcd-1234.EF_9", True), ("x" * 64, True), ("x" * 65, False)])
def test_a_sane_request_id_is_taken(given: str, kept: bool) -> None:
    assert (request_id.taken_or_made(given) == given) is kept


@pytest.mark.parametrize(
    "given", [None, "", "short", "with space", "line\nbreak-1234", "<script>12", "-dash-first", "ünïcode-id"]
)
def test_another_is_replaced_by_a_new_one(given: str | None) -> None:
    first, second = request_id.taken_or_made(given), request_id.taken_or_made(given)
    assert first != second
    assert request_id.taken_or_made(first) == first
