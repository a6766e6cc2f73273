"""The end of every test run: what was skipped and why, and what CI makes of it."""

from collections import Counter
from pathlib import Path

import pytest

from tests import skip_report
from tests.skip_report import ALLOWED, lines, not_allowed, patterns

pytest_plugins = ["pytester"]

PLUGIN = "from tests.skip_report import pytest_sessionfinish, pytest_terminal_summary\n"
SKIPPING = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.skip(reason="no moon tonight")
def test_moonlight(number): pass

def test_daylight(): pass
"""


@pytest.fixture
def skipping(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A suite of its own with two skips, run in this process."""
    pytester.makeini("[pytest]\naddopts = -p no:django -p no:playwright -p no:cacheprovider")
    pytester.makeconftest(PLUGIN)
    pytester.makepyfile(SKIPPING)
    monkeypatch.delenv("CI", raising=False)
    return pytester


def agreed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    path = tmp_path / "allowed_skips.txt"
    path.write_text(text)
    monkeypatch.setattr(skip_report, "ALLOWED", path)
    monkeypatch.setenv("CI", "true")


def test_a_run_ends_with_each_reason_and_its_count(skipping: pytest.Pytester) -> None:
    result = skipping.runpytest_inprocess()
    result.stdout.fnmatch_lines(["*skipped, and why*", "*2 skipped: no moon tonight"])
    assert result.ret == 0


def test_ci_fails_on_a_skip_that_is_not_agreed(
    skipping: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agreed(monkeypatch, tmp_path, "no sun* -- it happens\n")
    result = skipping.runpytest_inprocess()
    result.stdout.fnmatch_lines(["*no moon tonight*not on the agreed list*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_ci_takes_an_agreed_skip(skipping: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    agreed(monkeypatch, tmp_path, "no moon* -- it is new\n")
    assert skipping.runpytest_inprocess().ret == 0


def test_ci_sees_the_skips_of_parallel_runs(
    skipping: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agreed(monkeypatch, tmp_path, "")
    result = skipping.runpytest_inprocess("-n", "1")
    result.stdout.fnmatch_lines(["*2 skipped: no moon tonight*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_skipped_module_counts_with_its_reason(pytester: pytest.Pytester, skipping: pytest.Pytester) -> None:
    pytester.makepyfile(test_module="import pytest\npytest.skip('whole module', allow_module_level=True)")
    skipping.runpytest_inprocess().stdout.fnmatch_lines(["*1 skipped: whole module"])


def test_a_run_without_skips_says_so(skipping: pytest.Pytester) -> None:
    skipping.runpytest_inprocess("-k", "daylight").stdout.fnmatch_lines(["*nothing was skipped*"])


def test_patterns_leave_out_comments_and_reasons() -> None:
    assert patterns("# heading\n\nno moon* -- it is new\n") == ["no moon*"]


@pytest.mark.parametrize("line", ["no moon*", "no moon* -- ", "no moon* - it is new"])
def test_a_pattern_without_a_why_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no reason"):
        patterns(line)


def test_a_reason_must_match_as_a_whole() -> None:
    reasons = Counter({"no moon tonight": 2, "tonight no moon": 1})
    assert not_allowed(reasons, ["no moon*"]) == ["tonight no moon"]


def test_refused_reasons_are_marked() -> None:
    assert lines(Counter({"a": 2, "b": 1}), ["b"]) == [
        "    2 skipped: a",
        "    1 skipped: b  (not on the agreed list)",
    ]


def test_the_agreed_list_can_be_read() -> None:
    assert patterns(ALLOWED.read_text(encoding="utf-8"))
