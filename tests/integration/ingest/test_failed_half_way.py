"""A run that fails after it began to write: nobody goes on with what is kept of the data before."""

from collections.abc import Sequence

import pytest

from stations.ingest import static
from stations.ingest.runs import RunFailed
from stations.models import DataVersion, ImportRun, Station
from stations.records import StationRecord
from tests.world import REGISTER, publish, stage, station

__all__ = ["stage"]


def some(name: str) -> Sequence[StationRecord]:
    return [station(str(n), (52.5 + n / 1000, 13.4), name=name) for n in range(3)]


def broken(*_args: object, **_options: object) -> int:
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize(("name", "moves"), [("New", True), ("Old", False)], ids=["has written", "has written nothing"])
def test_version_moves_on_with_what_a_failed_run_wrote(
    stage: None, monkeypatch: pytest.MonkeyPatch, name: str, moves: bool
) -> None:
    publish(REGISTER, *some("Old"), complete="*")
    before = DataVersion.current()[0]
    monkeypatch.setattr(static, "regroup", broken)
    monkeypatch.setattr(static, "finish", broken)
    with pytest.raises(RuntimeError):
        publish(REGISTER, *some(name), complete="*")
    assert ImportRun.objects.latest("pk").state == ImportRun.State.FAILED
    assert Station.objects.filter(name="New").exists() is moves
    assert (DataVersion.current()[0] > before) is moves


def test_version_moves_on_when_a_killed_run_that_wrote_is_found(stage: None) -> None:
    publish(REGISTER, *some("Old"), complete="*")
    ImportRun.objects.update(state=ImportRun.State.RUNNING, finished_at=None)
    before = DataVersion.current()[0]
    with pytest.raises(RunFailed):
        publish(REGISTER)
    assert DataVersion.current()[0] > before
    assert ImportRun.objects.earliest("pk").error == "interrupted"


def test_what_a_killed_run_wrote_is_told_of_as_it_is_written(stage: None, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(REGISTER, *some("Old"), complete="*")
    before = DataVersion.current()[1]
    monkeypatch.setattr(static, "regroup", broken)
    # Who is killed tidies nothing up.
    monkeypatch.setattr("stations.ingest.runs._fail", lambda *_: None)
    with pytest.raises(RuntimeError):
        publish(REGISTER, *some("New"), complete="*")
    assert Station.objects.filter(name="New").exists()
    assert DataVersion.current()[1] > before
