"""Ends every test run with what was skipped and why; with CI=true, only skips on the agreed list are allowed.

The list is tests/allowed_skips.txt: a line each, `pattern -- why it may be skipped there`, `*` standing for anything;
the pattern is held against the reason that the test itself gives.
"""

import os
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ALLOWED = Path(__file__).with_name("allowed_skips.txt")
SEPARATOR = " -- "


def patterns(text: str) -> list[str]:
    """The patterns of an agreed list; a line that gives no why is refused (ValueError)."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            continue
        pattern, separator, why = line.partition(SEPARATOR)
        if not (separator and why.strip()):
            raise ValueError(f"{ALLOWED.name}: no reason after {SEPARATOR!r} in {line!r}")
        found.append(pattern.strip())
    return found


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test (or a whole module) was skipped, in its own words."""
    where = report.longrepr
    said = where[2] if isinstance(where, tuple) else str(where)
    return said.removeprefix("Skipped: ").strip()


def not_allowed(reasons: Counter[str], allowed: list[str]) -> list[str]:
    return sorted(reason for reason in reasons if not any(fnmatchcase(reason, pattern) for pattern in allowed))


def lines(reasons: Counter[str], refused: list[str]) -> list[str]:
    """The report: a line for each reason, the most frequent first, those that CI refuses marked."""
    return [
        f"{count:5} skipped: {reason}{'  (not on the agreed list)' if reason in refused else ''}"
        for reason, count in reasons.most_common()
    ]


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def skips(config: pytest.Config) -> Counter[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return Counter(map(reason_of, reporter.stats.get("skipped", []))) if reporter else Counter()


def refused_skips(config: pytest.Config) -> list[str]:
    return not_allowed(skips(config), patterns(ALLOWED.read_text(encoding="utf-8"))) if in_ci() else []


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):  # a process of xdist: the main one sees all reports
        return
    if session.exitstatus == pytest.ExitCode.OK and refused_skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reasons = skips(config)
    terminalreporter.section("skipped, and why" if reasons else "nothing was skipped")
    refused = refused_skips(config)
    for line in lines(reasons, refused):
        terminalreporter.write_line(line)
    if refused:
        terminalreporter.write_line(f"CI allows only skips on {ALLOWED.name}: the run counts as failed.", red=True)
