"""Our own Valkey: found, closed to others, and keeping what it holds."""

import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import AuthenticationError, Redis

from tools import valkey
from tools.valkey import Valkey


@pytest.fixture
def prepared(tmp_path: Path) -> Valkey:
    found = valkey.prepare(tmp_path / "valkey")
    assert found
    return found


@contextmanager
def running(server: Valkey) -> Iterator[Redis]:
    process = subprocess.Popen(server.command)
    try:
        assert server.wait(process)
        with Redis.from_url(server.url) as client:
            yield client
    finally:
        stop_it(process)


def stop_it(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


def test_only_its_owner_may_read_its_password(prepared: Valkey) -> None:
    assert stat.S_IMODE(prepared.configuration.stat().st_mode) == 0o600
    assert prepared.password in prepared.configuration.read_text()
    assert prepared.password not in " ".join(prepared.command)


def test_it_answers_nobody_without_the_password(prepared: Valkey) -> None:
    with running(prepared), Redis(port=prepared.port) as stranger, pytest.raises(AuthenticationError):
        stranger.ping()


def test_it_keeps_what_it_was_given(prepared: Valkey, tmp_path: Path) -> None:
    with running(prepared) as client:
        client.rpush("queue", "job")
    again = valkey.prepare(tmp_path / "valkey")
    assert again
    with running(again) as client:
        assert client.lrange("queue", 0, -1) == [b"job"]


def test_one_that_ends_at_once_is_not_waited_for(prepared: Valkey) -> None:
    process = subprocess.Popen(["false"])
    assert not prepared.wait(process)


def test_where_no_program_runs_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "valkey-server").write_text("not for this processor")
    (tmp_path / "valkey-server").chmod(0o755)
    monkeypatch.setattr(valkey, "_programs", lambda: iter([str(tmp_path / "valkey-server"), "/nowhere"]))
    assert valkey.prepare(tmp_path / "data") is None
