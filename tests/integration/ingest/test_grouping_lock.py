"""Groups are made by one run at a time, until the next one can see what was found."""

import fcntl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stations.ingest import remove, static, undo
from stations.ingest.groups import LOCK, grouping
from stations.ingest.remove import remove_source
from stations.models import ImportRun, Source
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports


def is_held(folder: Path) -> bool:
    """Whether another run would have to wait."""
    with (folder / "locks" / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.fixture
def held(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[bool]]:
    """Whether the lock was held at each call of what has to be done under it."""
    found: dict[str, list[bool]] = {}

    def watch(module: Any, name: str) -> None:
        real = getattr(module, name)

        def watched(*given: Any, **named: Any) -> Any:
            found.setdefault(f"{module.__name__}.{name}", []).append(is_held(data_folder))
            return real(*given, **named)

        monkeypatch.setattr(module, name, watched)

    for module, name in ((static, "regroup"), (static, "finish"), (undo, "regroup"), (remove, "regroup")):
        watch(module, name)
    return found


def test_a_run_holds_the_lock_until_its_source_is_visible(imports: Imports, held: dict[str, list[bool]]) -> None:
    imports([row("a", evses=[evse("1", evse_id="DE*ABC*E1")])])
    imports([row("b", evses=[evse("1", evse_id="DE*ABC*E1")])], source="xx-live")
    assert held == {"stations.ingest.static.regroup": [True, True], "stations.ingest.static.finish": [True, True]}


def test_undoing_and_removing_hold_it_too(imports: Imports, held: dict[str, list[bool]], data_folder: Path) -> None:
    imports([row("a")])
    imports([row("a", name="Renamed")])
    undo.undo(run=ImportRun.objects.latest("pk"), now=datetime(2026, 6, 1, tzinfo=UTC))
    remove_source(Source.objects.get())
    assert held["stations.ingest.undo.regroup"] == held["stations.ingest.remove.regroup"] == [True]
    assert not is_held(data_folder)


def test_whoever_fails_lets_go(data_folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), grouping():
        raise ZeroDivisionError
    assert not is_held(data_folder)
