"""`./dev lint`: every check runs, each result is a line, one failure fails the whole."""

import os
import sys

import pytest

from tools import checks

GOOD = [sys.executable, "-c", "print('fine')"]
BAD = [sys.executable, "-c", "import sys; print('line 3 is wrong'); sys.exit(2)"]


def lint(monkeypatch: pytest.MonkeyPatch, *commands: list[str]) -> int:
    named = [(f"check {place}", command) for place, command in enumerate(commands)]
    monkeypatch.setattr(checks, "checks", lambda: named)
    return checks.lint(os.environ)


def test_all_passing_is_a_pass(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(monkeypatch, GOOD, GOOD) == 0
    said = capsys.readouterr().out
    assert "2 of 2 checks pass" in said
    assert "fine" not in said


def test_one_failure_fails_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(monkeypatch, BAD, GOOD) == 1
    said = capsys.readouterr().out
    assert "✗ check 0" in said
    assert "line 3 is wrong" in said
    assert "✓ check 1" in said
    assert "1 of 2 checks pass" in said


def test_the_checks_cover_style_types_layers_templates_image_settings_and_migrations() -> None:
    said = [" ".join(command) for _, command in checks.checks()]
    for part in (
        "ruff check",
        "ruff format",
        "mypy",
        "lint-imports",
        "djlint templates --check",
        "djlint templates --lint",
        "hadolint Dockerfile",
        "manage.py check",
        "makemigrations --check",
        "tools.lint_migrations",
    ):
        assert any(part in command for command in said), part


def test_types_are_checked_in_this_very_script_too() -> None:
    command = dict(checks.checks())["types (mypy)"]
    assert {"voltway", "stations", "tests", "tools", "dev"} <= set(command)
