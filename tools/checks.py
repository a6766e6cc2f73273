"""The linters of `./dev lint`: all of them run, each ends in one line, and one that fails shows what it said."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools.console import ROOT
from tools.environment import PYTHON, VENV

TYPED = ("voltway", "stations", "accounts", "analytics", "tests", "tools", "manage.py", "dev")


@dataclass(frozen=True)
class Result:
    """How one check ended."""

    name: str
    code: int
    seconds: float
    said: str


def checks() -> list[tuple[str, list[str]]]:
    """Name and command of each check, the slowest first so that the others fit beside it."""
    there = [name for name in TYPED if (ROOT / name).exists()]
    manage = [str(PYTHON), "manage.py"]
    return [
        ("types (mypy)", [tool("mypy"), "--no-error-summary", *there]),
        ("style (ruff check)", [tool("ruff"), "check", "--quiet", "."]),
        ("format (ruff format)", [tool("ruff"), "format", "--check", "."]),
        ("layers (lint-imports)", [tool("lint-imports"), "--no-cache"]),
        ("templates, form (djlint)", [tool("djlint"), "templates", "--check"]),
        ("templates, rules (djlint)", [tool("djlint"), "templates", "--lint", "--quiet"]),
        ("image (hadolint)", [tool("hadolint"), "Dockerfile"]),
        ("settings (manage.py check)", [*manage, "check", "--fail-level", "WARNING"]),
        ("migrations, safe (django-migration-linter)", [str(PYTHON), "-m", "tools.lint_migrations"]),
        ("migrations (makemigrations)", [*manage, "makemigrations", "--check", "--dry-run"]),
    ]


def tool(name: str) -> str:
    return str(VENV / "bin" / name)


def run(name: str, command: list[str], env: Mapping[str, str]) -> Result:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    return Result(name, done.returncode, time.monotonic() - started, done.stdout + done.stderr)


def lint(env: Mapping[str, str]) -> int:
    """Run every check, two at a time; 0 when all pass."""
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(run, name, command, env) for name, command in checks()]
        results = [show(one.result()) for one in running]
    failed = [result.name for result in results if result.code]
    print(f"\n{len(results) - len(failed)} of {len(results)} checks pass")
    return 1 if failed else 0


def show(result: Result) -> Result:
    mark = "✗" if result.code else "✓"
    print(f"{mark} {result.name}  {result.seconds:.1f} s", flush=True)
    if result.code:
        print(result.said.rstrip(), file=sys.stdout, flush=True)
    return result
