"""Errors leave the machine only where an operator says where to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = "import django; django.setup(); import sentry_sdk; print(sentry_sdk.get_client().is_active())"


@pytest.mark.parametrize(("dsn", "active"), [("", "False"), ("https://key@127.0.0.1:9/1", "True")])
def test_errors_are_reported_only_where_an_address_is_set(tmp_path: Path, dsn: str, active: str) -> None:
    environment = os.environ | {
        "SENTRY_DSN": dsn,
        "VOLTWAY_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "voltway.settings",
    }
    asked = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert asked.stdout.strip() == active, asked.stderr
