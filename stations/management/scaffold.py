"""Writes the files of a new source: its module, its page, a sample to start from, and a test that reads the sample."""

import json
import keyword
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import isclass
from pathlib import Path
from string import Template

from stations.records import Parsed
from stations.sources import families
from stations.sources.base import Feed, SourceFile
from stations.sources.registry import all_feeds
from voltway.config import ROOT

TEMPLATES = Path(__file__).parent / "new_source"
_UID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MAX_UID = 40


class CannotScaffold(Exception):
    """The files of a source that can't be written, and why."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A fixture of another source of the family, and the ids of the stations that the family reads from it."""

    path: Path
    ids: tuple[str, ...]


def scaffold(*, uid: str, family: str, title: str, root: Path = ROOT) -> list[Path]:
    """The files that were written, below `root`. Raises CannotScaffold; then none was."""
    _check(uid, family, title)
    sample = sample_of(family)
    module = uid.replace("-", "_")
    words = {
        "uid": uid,
        "title": title,
        "family": family,
        "base": family_classes()[family].__name__,
        "name": "".join(part.capitalize() for part in uid.split("-")),
        "sample": sample.path.name,
        "ids": "\n".join(f"        {json.dumps(native_id, ensure_ascii=False)}," for native_id in sample.ids),
    }
    files = {
        root / f"stations/sources/feeds/{module}.py": _filled("feed.txt", words),
        root / f"docs/sources/{uid}.md": _filled("page.txt", words),
        root / f"tests/fixtures/{uid}/{sample.path.name}": sample.path.read_bytes(),
        root / f"tests/unit/stations/sources/feeds/test_{module}.py": _filled("test.txt", words),
    }
    if there := [str(path.relative_to(root)) for path in files if path.exists()]:
        raise CannotScaffold(f"{', '.join(there)} is there already: nothing was written")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


@cache
def family_classes() -> dict[str, type[Feed]]:
    """The families by the names of their modules."""
    found = {}
    for module in pkgutil.iter_modules(families.__path__):
        for value in vars(import_module(f"{families.__name__}.{module.name}")).values():
            if isclass(value) and issubclass(value, Feed) and value.__module__ == f"{families.__name__}.{module.name}":
                found[module.name] = value
    return found


def sample_of(family: str) -> Sample:
    """The first fixture that the family reads without the help of a source. Raises CannotScaffold."""
    for path in _fixtures(family_classes()[family]):
        if ids := _ids(family_classes()[family], path):
            return Sample(path, ids)
    raise CannotScaffold(f"no fixture of the family {family} is there to start from")


def _check(uid: str, family: str, title: str) -> None:
    if not _UID.fullmatch(uid) or len(uid) > MAX_UID or keyword.iskeyword(uid.replace("-", "_")):
        raise CannotScaffold(f"{uid!r} is no uid: write small letters, digits and hyphens, such as nl-fastned")
    if uid in all_feeds():
        raise CannotScaffold(f"there is a source {uid} already")
    if family not in family_classes():
        raise CannotScaffold(f"there is no family {family!r}; the families are: {', '.join(family_classes())}")
    if not title.isprintable() or any(character in title for character in '"\\$`|') or not 0 < len(title) <= 60:
        raise CannotScaffold("a title has 1 to 60 characters, without quotes, bars, dollars and backslashes")


def _filled(template: str, words: dict[str, str]) -> bytes:
    return Template((TEMPLATES / template).read_text()).substitute(words).encode()


def _fixtures(family: type[Feed]) -> Iterator[Path]:
    for feed in all_feeds().values():
        if isinstance(feed, family):
            yield from sorted((ROOT / "tests" / "fixtures" / feed.uid).glob("*"))


def _ids(family: type[Feed], path: Path) -> tuple[str, ...]:
    skipped: list[str] = []
    try:
        items = list(family().parse(SourceFile(path), skipped=skipped.append))
    except Exception:
        # A file of another kind (live states, id tables), or one that only its own source can read.
        return ()
    return tuple(item.station.native_id for item in items if isinstance(item, Parsed))
