"""Remembers what `collectstatic` has put into a data folder, so that a start with nothing new does not repeat it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.console import ROOT
from tools.environment import RUNTIME, digest

STAMP = ".collected-from"


def fingerprint() -> str:
    """Changes with any file under static/ and with the installed packages (they bring static files too)."""
    seen = hashlib.sha256(digest(ROOT / RUNTIME, ROOT / "voltway" / "settings.py").encode())
    for path in sorted((ROOT / "static").rglob("*")):
        facts = path.stat()
        if path.is_file():
            seen.update(f"{path.relative_to(ROOT)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def is_current(data: Path) -> bool:
    folder = data / "static"
    try:
        return (folder / "staticfiles.json").exists() and (folder / STAMP).read_text() == fingerprint()
    except OSError:
        return False


def remember(data: Path) -> None:
    """Leave the stamp, unless a setting has sent the files elsewhere."""
    if (data / "static").is_dir():
        (data / "static" / STAMP).write_text(fingerprint())
