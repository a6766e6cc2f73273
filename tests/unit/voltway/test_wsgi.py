"""The server's entry point: an application that answers, place names read ahead, wrong settings told in one line."""

import os
import subprocess
import sys
from pathlib import Path

from voltway.config import ROOT

START = """
from stations.search import gazetteer
gazetteer.read_aside = lambda: print("read ahead")
from voltway import wsgi
print(callable(wsgi.application))
"""


def started(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "VOLTWAY_DATA_DIR": str(folder), **variables}
    return subprocess.run([sys.executable, "-c", START], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_the_names_of_places_are_read_ahead_when_a_process_starts(tmp_path: Path) -> None:
    done = started(tmp_path)
    assert (done.returncode, done.stdout) == (0, "read ahead\nTrue\n"), done.stderr


def test_a_wrong_setting_ends_the_process_with_one_line(tmp_path: Path) -> None:
    done = started(tmp_path, SITE_URL="ftp://volts.example")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "SITE_URL: must start with http:// or https://\n"
