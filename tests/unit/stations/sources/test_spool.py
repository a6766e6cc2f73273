"""What a run keeps until it is whole: in order, the last of several with one id, in a folder of its own."""

from pathlib import Path

import pytest

from stations.sources.report import Outcome
from stations.sources.spool import LiveRow, Spool, Staged


def staged(native_id: str, outcome: str = Outcome.NEW, facts: bytes = b"") -> Staged:
    return Staged(native_id, outcome, b"sha", b"print", b"raw", facts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "staged/xx"


def test_records_come_out_in_the_order_in_which_they_came(folder: Path) -> None:
    with Spool(folder) as spool:
        assert spool.add([staged(name) for name in "cab"]) == 0
        assert [[record.native_id for record in chunk] for chunk in spool.chunks([Outcome.NEW], 2)] == [
            ["c", "a"],
            ["b"],
        ]


def test_the_last_of_several_with_one_id_counts_in_the_place_of_the_first(folder: Path) -> None:
    with Spool(folder) as spool:
        assert spool.add([staged("a"), staged("b"), staged("a", facts=b"newer")]) == 1
        assert spool.add([staged("b", Outcome.CHANGED)]) == 1
        assert (spool.count(), spool.counts()) == (2, {"new": 1, "changed": 1})
        (chunk,) = spool.chunks([Outcome.NEW, Outcome.CHANGED], 9)
        assert [(record.native_id, record.facts) for record in chunk] == [("a", b"newer"), ("b", b"")]


def test_it_knows_what_the_run_did_not_bring(folder: Path) -> None:
    with Spool(folder) as spool:
        spool.add([staged("a")])
        assert spool.absent(["a", "b", "c"]) == {"b", "c"}
        spool.add_vanished([7, 3, 7])
        assert (spool.vanished_count(), list(spool.vanished(1))) == (2, [[3], [7]])


def test_live_states_keep_their_order(folder: Path) -> None:
    rows: list[LiveRow] = [("b", "1", "AVAILABLE", None), ("a", "1", "CHARGING", "2026-05-01T10:00:00+00:00")]
    with Spool(folder) as spool:
        spool.add_live(rows)
        assert list(spool.live()) == rows


def test_nothing_is_left_of_it_also_after_an_error(folder: Path) -> None:
    with pytest.raises(KeyError), Spool(folder) as spool:
        spool.add([staged("a")])
        assert list(folder.iterdir())
        raise KeyError
    assert not folder.exists()


def test_what_a_killed_run_left_is_removed_by_the_next(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "spool.sqlite3").write_bytes(b"left behind")
    with Spool(folder) as spool:
        assert spool.count() == 0
