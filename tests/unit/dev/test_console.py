"""What a developer is told: quiet tools, and failures with their remedy."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import console
from tools.console import Failure, quietly, remedy_for, tail


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_tools_output_is_kept_back_and_returned(capfd: pytest.CaptureFixture[str]) -> None:
    assert quietly("Counting", python("print('one two')")) == "one two\n"
    assert capfd.readouterr().out == "· Counting\n"


def test_a_failing_tools_last_words_and_code_are_shown() -> None:
    with pytest.raises(Failure) as caught:
        quietly("Counting", python("import sys; print('lost count'); sys.exit(3)"))
    assert caught.value.report() == "lost count\n✗ Counting: failed (exit code 3)"


def test_what_a_tool_says_on_standard_error_counts_too() -> None:
    with pytest.raises(Failure, match="Writing: failed") as caught:
        quietly("Writing", python("raise OSError(28, 'No space left on device')"))
    assert "free some space" in caught.value.report()


def test_a_tool_gets_the_variables_given() -> None:
    env = {"VOLTWAY_DATA_DIR": "somewhere"}
    assert quietly("Asking", python("import os; print(os.environ['VOLTWAY_DATA_DIR'])"), env=env) == "somewhere\n"


def test_tools_run_in_the_projects_folder() -> None:
    assert quietly("Asking", python("import os; print(os.getcwd())")) == f"{console.ROOT}\n"


def test_an_interrupted_tool_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def interrupt(process: subprocess.Popen[bytes], what: str) -> int:
        started.append(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(console, "_watch", interrupt)
    with pytest.raises(KeyboardInterrupt):
        quietly("Sleeping", python("import time; time.sleep(60)"))
    assert started[0].returncode is not None


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        ("Temporary failure in name resolution", "network"),
        ("error: Request failed\n  Caused by: dns error: failed to lookup", "network"),
        ("npm error code EAI_AGAIN", "network"),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "network"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES",
            "not the file that the lock names",
        ),
        ("npm error code EINTEGRITY", "not the file that the lock names"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')", "PIP_CERT"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "belongs to someone else"),
    ],
)
def test_known_causes_have_a_remedy(said: str, remedy: str) -> None:
    assert remedy in remedy_for(said)


def test_an_unknown_cause_is_not_guessed() -> None:
    assert remedy_for("Segmentation fault") == ""


def test_only_the_end_of_a_long_output_is_shown() -> None:
    assert tail("\n".join(map(str, range(100))), lines=2) == "98\n99"


def test_a_failure_reports_what_was_said_then_what_failed_then_the_remedy() -> None:
    report = Failure("It failed.", remedy="Mend it.", said="details\n").report()
    assert report == "details\n✗ It failed.\n  → Mend it."


def test_the_root_is_where_the_script_lies() -> None:
    assert (Path(console.ROOT) / "dev").is_file()
