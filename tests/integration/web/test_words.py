"""The page for developers writes calls that are answered; guides are shown whole, and lead only to what is there."""

import contextlib
import html
import io
import re
import shlex
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from stations.web.guides import FILES, read
from voltway.config import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def codes(client: Client, query: str = "") -> list[str]:
    """The calls that the page shows: curl, Python, JavaScript, and curl with a key."""
    page = client.get(f"/developers/{query}")
    assert page.status_code == 200
    return [html.unescape(code) for code in re.findall(r"<code>(.*?)</code></pre>", page.content.decode(), re.DOTALL)]


def rows(client: Client, address: str) -> list[Any]:
    answer = client.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200, answer.content
    found: list[Any] = answer.json()["data"]
    return found


def test_the_first_call_finds_stations_without_a_question(client: Client) -> None:
    assert rows(client, shlex.split(codes(client)[0])[-1])


@pytest.mark.parametrize("place", ["Norwich", 'Val-d\'Oise "x"', "\\", "${1}", "</script>"])
def test_a_question_stands_whole_in_every_call(place: str, client: Client) -> None:
    query = "?" + urllib.parse.urlencode({"place": place, "connector": "type2", "min_power_kw": "22"})
    curl, python, javascript, keyed = codes(client, query)
    address = shlex.split(curl)[-1]
    assert urllib.parse.parse_qs(urlsplit(address).query) == {
        "place": [place], "connector": ["type2"], "min_power_kw": ["22"], "limit": ["5"]
    }  # fmt: skip
    assert f'fetch("{address}")' in javascript
    assert shlex.split(keyed)[-1] == address
    assert asked_by(python) == address


def asked_by(program: str) -> str:
    """The address that a Python program opens."""
    asked = []

    def urlopen(address: str) -> io.BytesIO:
        asked.append(address)
        return io.BytesIO(b'{"data": [{"distance_m": 1, "name": "Kai"}]}')

    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as out:
        patch.setattr(urllib.request, "urlopen", urlopen)
        exec(program, {})
    assert out.getvalue() == "1 m: Kai\n"
    return asked[0]


@pytest.mark.parametrize("query", ["?place=", "?place=Rome&connector=steam", "?place=Rome&min_power_kw=-1"])
def test_a_question_that_makes_no_sense_is_told_and_not_written(query: str, client: Client) -> None:
    assert "developers-error" in client.get(f"/developers/{query}").content.decode()
    assert "steam" not in codes(client, query)[0]


@pytest.mark.parametrize("name", ["/guide/", "/developers/guide/", "/developers/"])
def test_links_of_these_pages_lead_to_pages(name: str, client: Client) -> None:
    page = client.get(name).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    targets = {html.unescape(target) for target in re.findall(r'<a\b[^>]*? href="([^"]+)"', main)}
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert {target[1:] for target in targets if target.startswith("#")} <= anchors
    paths = {target for target in targets if target.startswith("/")}
    assert paths
    # Whoever is not logged in is sent to the door.
    assert {
        path: client.get(path).status_code for path in paths if client.get(path).status_code not in (200, 302)
    } == {}


@pytest.mark.parametrize("file", FILES.values())
def test_a_guide_is_shown_whole(file: str) -> None:
    written = (ROOT / "docs" / file).read_text()
    shown = read(file, "https://volt.example")
    assert f"# {shown.title}\n\n{shown.lead[:30]}" in written
    assert [words for _, words in shown.contents] == re.findall(r"^## (.+)$", written, flags=re.MULTILINE)
    assert shown.html.count("<pre") == written.count("```") // 2
    assert "<script" not in shown.html
    assert "localhost" not in shown.html
