"""A VoltWay of its own in processes of their own: a data folder, commands, a server and a writer."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tools import serve, web
from tools.services import free_port
from tools.tree import stop

ROOT = Path(__file__).resolve().parents[3]
# Adds two operators in each transaction, one of each pair last, until it is told to end; says when it has begun.
WRITER = """
import itertools, os, sys, django
django.setup()
from django.db import transaction
from stations.models import Operator
for number in itertools.count():
    with transaction.atomic():
        for half in ("left", "right"):
            Operator.objects.create(slug=f"{half}-{number}", key=f"{half} {number}", name=f"{half} {number}")
    if number == 5:
        print("writing", flush=True)
"""


@dataclass(frozen=True)
class Site:
    """What its processes are given."""

    folder: Path
    env: dict[str, str]

    def run(self, *args: str) -> str:
        """Run Python with arguments; what it prints. The test fails when it does."""
        done = self.attempt(*args)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def attempt(self, *args: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *args], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def backup(self, *args: str) -> Path:
        """Take a backup; the archive's path."""
        said = self.run("-m", "tools.backup", "backup", *args)
        return next(Path(line) for line in said.splitlines() if line.endswith(".tar.gz"))

    def wipe(self) -> None:
        """Lose everything."""
        shutil.rmtree(self.folder)
        if address := self.env["DATABASE_URL"]:
            drop(address)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Somebody writes all the time."""
        with subprocess.Popen([sys.executable, "-c", WRITER], cwd=ROOT, env=self.env, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == b"writing\n"
            try:
                yield
                assert writer.poll() is None
            finally:
                writer.kill()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """A server on a free port; its address."""
        port = free_port()
        server = subprocess.Popen(web.command("127.0.0.1", port), cwd=ROOT, env=self.env, start_new_session=True)
        try:
            serve.wait_until_up(server, "127.0.0.1", port)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop([server])


def site(folder: Path, database_url: str = "") -> Site:
    """A VoltWay with an empty database."""
    named = {"DATABASE_URL": database_url, "VOLTWAY_DATA_DIR": str(folder), "SITE_URL": "http://127.0.0.1"}
    kept = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "SECRET_KEY")}
    found = Site(folder, {**kept, **named, "DJANGO_SETTINGS_MODULE": "voltway.settings", "PYTHONPATH": str(ROOT)})
    found.run("manage.py", "migrate", "--no-input", "-v0")
    return found


@contextmanager
def database(engine: str) -> Iterator[str]:
    """The address of an empty database of this engine; "" for SQLite. Skips where there is no PostgreSQL."""
    server = os.environ.get("VOLTWAY_TEST_POSTGRESQL", "")
    if engine == "sqlite":
        yield ""
        return
    if not server:
        pytest.skip("no PostgreSQL: ./dev test starts one where it can")
    name = f"drill_{uuid4().hex[:12]}"
    address = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield address
    drop(address)


def drop(address: str) -> None:
    """Drop a database, and those that were set aside for it."""
    name = urlsplit(address).path[1:]
    with psycopg.connect(urlsplit(address)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"])
        for (one,) in found.fetchall():
            connection.execute(f'DROP DATABASE "{one}" WITH (FORCE)'.encode())


def get(address: str) -> tuple[int, bytes]:
    """Status and body. A site that is not ready on a busy machine is asked again."""
    for _ in range(5):
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.status, answer.read()
        except ConnectionError:
            time.sleep(0.2)
        except HTTPError as told:
            if told.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            time.sleep(2)
    raise AssertionError(f"{address} does not answer")
