"""Every example of docs/api/ and of the README is sent to a small demo world, and answers what is shown."""

import io
import json
import re
import shlex
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from stations.sources.invented import world
from tests.fakes import keys
from tests.world import clear_out, staged
from voltway.config import ROOT

PAGES = [*sorted((ROOT / "docs/api").glob("*.md")), ROOT / "README.md"]
# Stands in a page for a value that changes.
CHANGES = "…"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(text: str) -> list[tuple[str, Any]]:
    """(curl line, the JSON shown for it): the blocks of answers behind a block of commands belong to them in order."""
    found: list[tuple[str, Any]] = []
    waiting: list[int] = []
    for language, content in BLOCK.findall(text):
        curls = [line for line in content.splitlines() if line.startswith("curl ")]
        if curls:
            waiting = list(range(len(found), len(found) + len(curls)))
            found += [(line, None) for line in curls]
        elif language == "json":
            place = waiting.pop(0)
            found[place] = (found[place][0], json.loads(content))
    return found


EXAMPLES = [example for page in PAGES for example in examples(page.read_text(encoding="utf-8"))]
PROGRAMS = [
    content
    for page in PAGES
    for language, content in BLOCK.findall(page.read_text(encoding="utf-8"))
    if language == "python"
]


def differences(shown: Any, real: Any, path: str = "") -> Iterator[str]:
    """Where an answer has not what a page shows of it."""
    if shown == CHANGES:
        return
    if isinstance(shown, dict) and isinstance(real, dict):
        for name, value in shown.items():
            if name in real:
                yield from differences(value, real[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is missing"
    elif isinstance(shown, list) and isinstance(real, list) and len(real) >= len(shown):
        for place, value in enumerate(shown):
            yield from differences(value, real[place], f"{path}[{place}]")
    elif shown != real or type(shown) is not type(real):
        yield f"{path}: {real!r} instead of {shown!r}"


def status_of(shown: Any) -> int:
    """The HTTP status of an answer: a problem names it, and OCPI's errors have codes of their own."""
    if not isinstance(shown, dict):
        return 200
    return {2001: 400, 2003: 404}.get(shown.get("status_code", 0), int(shown.get("status", 200)))


@pytest.fixture(scope="module")
def demo_of_lyon(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The demo stations of one town: those that everybody has there."""
    with (
        staged(tmp_path_factory.mktemp("data")),
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
    ):
        lyon = [town for town in world.towns() if town["country"] == "FRA" and town["name"].startswith("Lyon")]
        patch.setattr(world, "towns", lambda: iter(lyon))
        call_command("load_demo")
        yield
        clear_out()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_of_lyon")
@pytest.mark.parametrize(("line", "shown"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_an_example_answers_what_the_page_shows(line: str, shown: Any, client: Client) -> None:
    words = shlex.split(line)
    address = urlsplit(words[-1])
    given = dict(value.split(": ", 1) for name, value in pairwise(words) if name == "-H")
    headers = {**given, **(keys.headers() if given.get("X-Api-Key") == "$KEY" else {})}
    bodies = [value for name, value in pairwise(words) if name == "--json"]
    if bodies:
        answer: Any = client.post(address.path, bodies[0], content_type="application/json", headers=headers)
        expected = 202
    else:
        answer = client.get(f"{address.path}?{address.query}", headers=headers)
        expected = status_of(shown)
    assert address.netloc == "localhost:8000"
    assert answer.status_code == expected, answer.content
    assert answer.content
    if shown:
        assert list(differences(shown, answer.json())) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_of_lyon")
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_prints_stations(program: str, client: Client, monkeypatch: Any, capsys: Any) -> None:
    asked = []

    def urlopen(address: str) -> io.BytesIO:
        asked.append(address)
        return io.BytesIO(client.get(address).content)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    exec(program, {})
    assert "Lyon" in capsys.readouterr().out
    assert asked[0].startswith("http://localhost:8000/api/v2/")


def test_examples_are_found_with_their_answers() -> None:
    assert len(EXAMPLES) >= 20
    assert sum(shown is not None for _, shown in EXAMPLES) >= 15
    assert PROGRAMS


@pytest.mark.parametrize(
    ("shown", "real", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": "…"}, {"a": None}, []),
        ({"a": 1}, {}, [".a is missing"]),
        ({"a": None}, {"a": 0}, [".a: 0 instead of None"]),
        ({"a": 1}, {"a": True}, [".a: True instead of 1"]),
        ([1, {"b": 2}], [1, {"b": 3}, 4], ["[1].b: 3 instead of 2"]),
        ([1, 2], [1], [": [1] instead of [1, 2]"]),
    ],
)
def test_an_answer_is_held_against_all_that_is_shown(shown: Any, real: Any, found: list[str]) -> None:
    assert list(differences(shown, real)) == found
