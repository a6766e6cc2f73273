"""Pages work where nobody has collected the static files, and by hashed names where somebody has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# In a process of its own: which files there are is told when the settings are read.
SCRIPT = """
import re, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
if {collect}:
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.contrib.staticfiles.storage import staticfiles_storage
    staticfiles_storage.hashed_files, _ = staticfiles_storage.load_manifest()
page = Client().get("/", headers={{"host": "localhost"}})
styles = re.findall(r'href="(/static/css/[^"]+)"', page.content.decode())
for style in styles:
    file = Client().get(style, headers={{"host": "localhost"}})
    print(page.status_code, style, file.status_code, bool(file.getvalue()))
"""


def served(folder: Path, *, collect: bool) -> list[list[str]]:
    """(status of the page, address of a style, its status, whether it holds anything) of each of the page's styles."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "voltway.settings", "VOLTWAY_DATA_DIR": str(folder)}
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT.format(collect=collect)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("collect", [False, True])
def test_a_page_and_its_styles_are_served(collect: bool, tmp_path: Path) -> None:
    styles = served(tmp_path, collect=collect)
    assert styles
    assert all((page, style, full) == ("200", "200", "True") for page, _, style, full in styles)
    hashed = [len(address.rpartition("/")[2].split(".")) == 3 for _, address, _, _ in styles]
    assert all(hashed) if collect else not any(hashed)
