"""The server's command line is the same wherever it is written down."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tools import web

ROOT = Path(__file__).resolve().parents[3]
LASTING = web.command("127.0.0.1", 8000, workers=2, lasting=True)[1:]


def of_the_unit() -> list[str]:
    text = (ROOT / "deploy/systemd/voltway-web.service").read_text()
    (line,) = re.findall(r"^ExecStart=\S+/granian (.+)$", text, flags=re.MULTILINE)
    return shlex.split(line)


def of_the_image() -> list[str]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    (line,) = re.findall(r'^CMD (\["granian".+\])$', text, flags=re.MULTILINE)
    return [str(part) for part in json.loads(line)[1:]]


def test_the_unit_starts_it_as_the_code_does() -> None:
    assert of_the_unit() == LASTING


def test_the_image_starts_it_as_the_code_does_for_the_network_of_containers() -> None:
    assert of_the_image() == ["0.0.0.0" if part == "127.0.0.1" else part for part in LASTING]


def test_a_worker_is_replaced_only_where_it_runs_for_months() -> None:
    assert "--workers-lifetime" in LASTING
    assert "--workers-lifetime" not in web.command("127.0.0.1", 8000)


@pytest.mark.parametrize(("given", "expected"), [({}, web.THREADS), ({"lasting": True}, 16), ({"threads": 3}, 3)])
def test_threads_are_few_on_sqlite_and_as_many_as_the_pool_has_connections_elsewhere(
    given: dict[str, int], expected: int
) -> None:
    command = web.command("127.0.0.1", 8000, **given)  # type: ignore[arg-type]
    assert command[command.index("--blocking-threads") + 1] == str(expected)
