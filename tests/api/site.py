"""A VoltWay of one's own with a small world and somebody's key, to be asked whatever its document allows."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tools import serve, services, tree
from tools.console import ROOT
from tools.environment import variables

HOST = "127.0.0.1"


class Site(NamedTuple):
    """Where it answers, a key that may do all, and a folder of its own."""

    address: str
    key: str
    folder: Path


@contextmanager
def a_site(database: str = "") -> Iterator[Site]:
    """A site that answers; `database` is an address, or "" for SQLite."""
    with tempfile.TemporaryDirectory(prefix="voltway-api-") as name:
        folder, port = Path(name), services.free_port()
        env = {
            **variables(folder),
            **serve.variables(HOST, port),
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "tests.api.settings",
            "MAP_STYLE_URL": "",
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": "",
        }
        _run(["manage.py", "migrate", "--no-input", "-v0"], env)
        key = _run(["-m", "tests.api.world", str(folder)], env).split()[-1]
        with (folder / "log").open("wb") as log:
            child = serve.server(HOST, port, env)
            server = subprocess.Popen(child.command, cwd=ROOT, env=dict(child.env), stdout=log, stderr=log)
            try:
                serve.wait_until_up(server, HOST, port)
                yield Site(f"http://{HOST}:{port}", key, folder)
            finally:
                tree.stop([server])


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
