"""Serving: a port that cannot be had is refused early, and nothing is left behind."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import serve, valkey
from tools.console import Failure
from tools.tree import Child, Tree, stop


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def child(code: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdin=subprocess.DEVNULL)


def test_a_port_in_use_is_refused_with_another_to_take(taken: int) -> None:
    with pytest.raises(Failure) as caught:
        serve.check_port("127.0.0.1", taken)
    assert f"Port {taken} on 127.0.0.1 cannot be had: Address already in use." in caught.value.report()
    assert f"--port {taken + 1}" in caught.value.report()


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(Failure, match="is no port"):
        serve.check_port("127.0.0.1", port)


def test_a_free_port_is_taken(taken: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    serve.check_port("127.0.0.1", free)


def test_the_announcement_says_where_and_how_to_become_operator() -> None:
    said = serve.announcement("127.0.0.1", 8001, None)
    assert "VoltWay is at http://localhost:8001 " in said
    assert "./dev manage createsuperuser" in said


def test_the_announcement_keeps_to_the_data_folder() -> None:
    said = serve.announcement("127.0.0.1", 8000, Path("/srv/v"))
    assert "./dev manage --data /srv/v createsuperuser" in said
    assert "./dev import --data /srv/v UID" in said


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "localhost"), ("192.0.2.7", "192.0.2.7")])
def test_the_announcement_names_an_address_one_can_open(host: str, shown: str) -> None:
    assert f"http://{shown}:8000 " in serve.announcement(host, 8000, None)


@pytest.mark.parametrize(("host", "hosts"), [("127.0.0.1", None), ("localhost", None), ("0.0.0.0", "*")])
def test_only_who_serves_the_network_answers_to_any_name(host: str, hosts: str | None) -> None:
    settings = serve.variables(host, 8001)
    assert settings["SITE_URL"] == "http://localhost:8001"
    assert settings.get("ALLOWED_HOSTS") == hosts


def test_the_server_is_up_when_its_port_answers(taken: int) -> None:
    server = child("import time; time.sleep(60)")
    serve.wait_until_up(server, "0.0.0.0", taken)
    stop([server])
    assert server.returncode is not None


def test_a_server_that_ends_at_once_is_no_server() -> None:
    server = child("raise SystemExit(3)")
    with pytest.raises(Failure, match="did not start"):
        serve.wait_until_up(server, "127.0.0.1", 9)


def test_the_queue_of_the_environment_goes_before_the_one_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    assert serve.redis_url({}) == ""
    (tmp_path / ".env").write_text("DEBUG=true\nREDIS_URL = 'redis://file/0'\n")
    assert serve.redis_url({}) == "redis://file/0"
    assert serve.redis_url({"REDIS_URL": "redis://environment/0"}) == "redis://environment/0"
    assert serve.redis_url({"REDIS_URL": ""}) == ""


def test_a_queue_that_is_named_is_used() -> None:
    tree = Tree()
    assert serve.with_queue(tree, {"REDIS_URL": "redis://named/0"})["REDIS_URL"] == "redis://named/0"
    assert tree.children == []


def test_without_a_valkey_all_goes_on_without_a_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(valkey, "_programs", lambda: iter(["/nowhere/valkey-server"]))
    env = serve.with_queue(Tree(), {"REDIS_URL": "", "VOLTWAY_DATA_DIR": str(tmp_path)})
    assert env["REDIS_URL"] == ""
    assert "imports and other jobs wait" in capsys.readouterr().err


def test_an_interrupt_is_a_clean_end(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    tree = Tree()
    sleeper = tree.start(Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ))
    with serve.told(tree):
        interrupt()
    assert sleeper.returncode is not None
    assert "Stopping" in capsys.readouterr().out


def test_the_worker_does_as_many_jobs_at_a_time_as_it_is_told() -> None:
    command = serve.worker({}, 5).command
    assert command[command.index("--concurrency") + 1] == "5"


def test_the_server_speaks_wsgi_on_the_address_asked_for() -> None:
    command = serve.server("127.0.0.1", 8123, {}).command
    assert command[-5:] == ["--host", "127.0.0.1", "--port", "8123", "voltway.wsgi:application"]
    assert "wsgi" in command
