"""What tests need from the machine: a Chromium, and the folder of real source files beside the project.

Tests marked `browser` or `real_data` are skipped with a reason where it is missing.
"""

import os
from pathlib import Path

import pytest

from tests.engines import leave_out
from tools.environment import chromium

ROOT = Path(__file__).resolve().parent.parent
# Software rendering, and nothing that would reach for the network by itself.
CHROMIUM_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def real_data() -> Path:
    """Folder of the real source files: VOLTWAY_REAL_DATA, else ../shared/data. It may be absent."""
    return Path(os.environ.get("VOLTWAY_REAL_DATA", ROOT.parent / "shared" / "data"))


def missing(marker: str) -> str:
    """Why tests with this marker cannot run here; empty when they can."""
    if marker == "browser" and not chromium():
        return f"no Chromium{'' if os.geteuid() == 0 else ', and no root to install it'}: apt install chromium"
    if marker == "real_data" and not real_data().is_dir():
        return "the folder of real source files is absent (VOLTWAY_REAL_DATA names it)"
    return ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items)
    reasons = {marker: missing(marker) for marker in ("browser", "real_data")}
    for item in items:
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
