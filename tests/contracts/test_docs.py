"""The public documents say what is there: links, commands, sources, paths and names in them exist."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.core.management import get_commands, load_command_class

from stations.search.params import PARAMETERS
from stations.sources.registry import all_feeds
from voltway.config import ROOT

DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = ROOT / "docs/sources/README.md"
# Names that stand for others in examples.
PLACEHOLDERS = {"COMMAND", "UID", "nl-example"}
CODE = ("stations", "accounts", "analytics", "voltway", "tools", "tests")
MAX_SCREENSHOT_BYTES = 300_000


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def prose(path: Path) -> str:
    """A page without its blocks and spans of code, in which a bracket is no link."""
    return re.sub(r"`[^`\n]+`", "`", re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE))


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """(file, fragment) of each link that leads to a file of ours."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if not re.match(r"[a-z]+:", target):
            file, _, fragment = target.partition("#")
            yield (path.parent / file).resolve() if file else path, fragment


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code_in(path: Path) -> list[str]:
    """What a page names as code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE))


@cache
def commands() -> set[str]:
    loader = SourceFileLoader("dev_script", str(ROOT / "dev"))
    spec = spec_from_loader("dev_script", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return set(module.COMMANDS)


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    dead = [name_of(file) for file, _ in links(path) if not file.exists()]
    assert dead == []
    nowhere = [f"{name_of(file)}#{part}" for file, part in links(path) if part and part not in anchors(file)]
    assert nowhere == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            ahead += [file for file, _ in links(page) if file.suffix == ".md" and file.exists()]
    # A source's page is known by the source's uid; a new one needs no line elsewhere.
    wanted = {page for page in DOCS if page.parent.name != "sources"} | {SOURCES}
    assert {name_of(page) for page in wanted - reached} == set()


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_command_exists(path: Path) -> None:
    named = set(re.findall(r"\./dev ([a-z]\w*)", path.read_text()))
    assert named - commands() == set()
    managed = set(re.findall(r"(?:\./dev manage|manage\.py) ([\w]+)", path.read_text()))
    assert managed - PLACEHOLDERS - set(get_commands()) == set()


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_option_of_a_command_exists(path: Path) -> None:
    for name, line in re.findall(r"\./dev (import|demo|manage \w+)([^\n`|]*)", path.read_text()):
        app_command = {"import": "import_source", "demo": "load_demo"}.get(name, name.removeprefix("manage "))
        if app_command not in PLACEHOLDERS:
            parser = load_command_class(get_commands()[app_command], app_command).create_parser("manage.py", name)
            known = {option for action in parser._actions for option in action.option_strings} | {"--data"}
            assert set(re.findall(r"(?<!\S)--[a-z-]+", line)) <= known, line


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_source_that_a_command_names_exists(path: Path) -> None:
    named = set(re.findall(r"\./dev import ([\w][\w-]*)", path.read_text()))
    assert named - PLACEHOLDERS - all_feeds().keys() == set()


def test_the_readme_says_what_each_source_needs() -> None:
    section = (ROOT / "README.md").read_text().partition("## Load real data")[2].partition("\n## ")[0]
    fetched, keyed, _ = re.findall(r"^\| (.+) \| .+ \|$", section, flags=re.MULTILINE)[1:]
    feeds = [feed for feed in all_feeds().values() if feed.url]
    assert re.findall(r"`([\w-]+)`", fetched) == [feed.uid for feed in feeds if not feed.key_setting]
    assert sorted(re.findall(r"`([\w-]+)`", keyed)) == [feed.uid for feed in feeds if feed.key_setting]


def test_the_table_of_sources_says_what_their_modules_say() -> None:
    table = re.findall(
        r"^\| \[([\w-]+)\]\(.+?\) \| (.+?) \| (.+?) \| (.+?) \|", SOURCES.read_text(), flags=re.MULTILINE
    )
    feeds = [all_feeds()[uid] for uid, *_ in table]
    assert len(feeds) >= 20
    needs = [f"`{feed.key_setting}`" if feed.key_setting else "nothing" if feed.url else "a file" for feed in feeds]
    told = [(feed.uid, feed.title, feed.licence.name, need) for feed, need in zip(feeds, needs, strict=True)]
    assert table == told


def test_the_readme_asks_the_api_with_parameters_that_it_knows() -> None:
    asked = re.findall(r"curl '[^?']+\?([^']+)'", (ROOT / "README.md").read_text())
    assert asked
    assert {pair.partition("=")[0] for query in asked for pair in query.split("&")} <= PARAMETERS


def test_the_screenshot_is_small() -> None:
    assert 10_000 < (ROOT / "docs/images/finder.png").stat().st_size <= MAX_SCREENSHOT_BYTES


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_path_of_the_code_exists(path: Path) -> None:
    paths = [code for code in code_in(path) if re.fullmatch(rf"(?:{'|'.join(CODE)}|templates|docs)/[\w./-]+", code)]
    assert [code for code in paths if not re.search(r"NN|example", code) and not (ROOT / code).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_every_dotted_name_of_the_code_exists(path: Path) -> None:
    for name in code_in(path):
        if re.fullmatch(rf"(?:{'|'.join(CODE[:4])})(?:\.\w+)+", name) and not re.search(r"\.[EW]\d+$", name):
            assert resolve_name(name) is not None


def test_every_page_that_the_code_speaks_of_exists() -> None:
    files = [path for folder in CODE if folder != "tests" for path in (ROOT / folder).rglob("*.py")]
    named = {page for path in files for page in re.findall(r"\bdocs/[\w/.-]+\.md\b", path.read_text())}
    assert sorted(page for page in named if not (ROOT / page).exists()) == []
