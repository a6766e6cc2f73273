"""What is run by itself, and by no other test (`./dev test faults --full`, `./dev bench …`), at least begins."""

import subprocess
import sys

import pytest

from voltway.config import ROOT

BENCHES = sorted(path.stem for path in (ROOT / "tests/bench").glob("*.py") if "def main(" in path.read_text())


@pytest.mark.parametrize("module", ["tests.faults.full", "tests.api.full", *(f"tests.bench.{b}" for b in BENCHES)])
def test_it_tells_how_it_is_asked(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "usage:" in done.stdout
