"""Has schemathesis ask every operation of the OpenAPI document for what it allows, and for what it doesn't.

It fails a case for a status, a content type or a body that the document does not tell, for a fault of ours, and for
input that is taken although the document refuses it.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.api.site import Site

CONFIG = Path(__file__).with_name("schemathesis.toml")
HOOKS = Path(__file__).with_name("hooks.py")
PROGRAM = Path(sys.executable).with_name("schemathesis")


class Outcome(NamedTuple):
    """How many cases were sent to how many operations, how many went wrong, and what is said of these."""

    cases: int
    operations: int
    wrong: int
    words: str


def ask(site: Site, *, seed: int, each: int) -> Outcome:
    """Send the examples of the document and `each` random cases to every operation."""
    report = site.folder / f"report-{seed}.json"
    command: list[str | Path] = [
        PROGRAM, "--config-file", str(CONFIG), "run", f"{site.address}/api/schema/?format=json",
        "--header", f"X-Api-Key: {site.key}", "--phases", "examples,fuzzing", "--seed", str(seed),
        "--max-examples", str(each), "--continue-on-failure", "--warnings", "off", "--no-color",
        "--report-json-path", str(report),
    ]  # fmt: skip
    env = {**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS)}
    done = subprocess.run(command, cwd=site.folder, env=env, capture_output=True, text=True, check=False)
    if not report.exists():
        return Outcome(0, 0, 1, done.stdout + done.stderr)
    told = json.loads(report.read_text(encoding="utf-8"))
    counts, operations = told["test_cases"], told["operations"]
    wrong = counts["with_failures"] + counts["errored"] + (not told["complete"])
    return Outcome(counts["generated"], operations["tested"], wrong, done.stdout if done.returncode else "")


def each_of(cases: int, operations: int) -> int:
    """How many cases an operation gets, so that all together are at least `cases`."""
    return math.ceil(cases / operations)
