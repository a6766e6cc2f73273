"""Serving: a port that cannot be had is refused early, and nothing is left behind."""

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import serve
from tools.console import Failure

# Starts a child of its own, says its number and stays.
PARENT = """
import subprocess, sys, time
sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(sleeper.pid, flush=True)
time.sleep(60)
"""


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
    serve.stop(server)
    assert server.returncode is not None


def test_a_server_that_ends_at_once_is_no_server() -> None:
    server = child("raise SystemExit(3)")
    with pytest.raises(Failure, match="did not start"):
        serve.wait_until_up(server, "127.0.0.1", 9)


def test_stopping_ends_the_servers_own_children_too() -> None:
    reading, writing = os.pipe()
    server = subprocess.Popen([sys.executable, "-c", PARENT], start_new_session=True, stdout=writing)
    grandchild = os.pidfd_open(int(os.read(reading, 20)))
    serve.stop(server)
    ended, _, _ = select.select([grandchild], [], [], 30)
    for descriptor in (reading, writing, grandchild):
        os.close(descriptor)
    assert server.returncode is not None
    assert ended == [grandchild]


def test_a_server_that_ends_by_itself_is_a_failure(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "command", lambda host, port: [sys.executable, "-c", "import time; time.sleep(0.3)"])
    with pytest.raises(Failure, match="ended by itself"):
        serve.serve(host="127.0.0.1", port=taken, env=os.environ, announcement="up")


def test_an_interrupt_is_a_clean_end(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "command", lambda host, port: [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(serve, "wait_until_up", interrupt)
    assert serve.serve(host="127.0.0.1", port=taken, env=os.environ, announcement="up") == 0
    assert "Stopping" in capsys.readouterr().out


def test_the_server_speaks_wsgi_on_the_address_asked_for() -> None:
    command = serve.command("127.0.0.1", 8123)
    assert command[-5:] == ["--host", "127.0.0.1", "--port", "8123", "voltway.wsgi:application"]
    assert "wsgi" in command
