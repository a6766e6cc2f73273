"""The commands of `./dev`: what they are called, what they understand, how they fail."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from tools import environment
from tools.console import Failure

ROOT = Path(__file__).resolve().parents[3]


def test_alone_it_lists_each_command_on_a_line(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name, command in dev.COMMANDS.items():
        assert f"  {name:<8} {command.__doc__}" in lines


@pytest.mark.parametrize("word", ["help", "-h", "--help"])
def test_help_lists_too(dev: ModuleType, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([word]) == 0
    assert "./dev COMMAND" in capsys.readouterr().out


def test_an_unknown_command_fails_and_lists_the_known(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["fly"]) == 1
    said = capsys.readouterr().err
    assert "'fly'" in said
    assert "  run " in said


@pytest.mark.parametrize(
    ("args", "rest", "folder"),
    [
        (["run"], ["run"], None),
        (["run", "--data", "/srv/v"], ["run"], "/srv/v"),
        (["--data", "/srv/v", "run", "--port", "1"], ["run", "--port", "1"], "/srv/v"),
        (["import", "--data=/srv/v", "fr-irve"], ["import", "fr-irve"], "/srv/v"),
        (["manage", "--database", "x"], ["manage", "--database", "x"], None),
    ],
)
def test_the_data_folder_is_understood_anywhere(
    dev: ModuleType, args: list[str], rest: list[str], folder: str | None
) -> None:
    assert dev.take_data(args) == (rest, folder and Path(folder))


def test_a_relative_data_folder_is_meant_from_where_one_stands(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dev.take_data(["--data", "here"])[1] == tmp_path / "here"


@pytest.mark.parametrize("args", [["run", "--data"], ["run", "--data="]])
def test_a_data_option_without_a_folder_is_refused(dev: ModuleType, args: list[str]) -> None:
    with pytest.raises(Failure, match="needs a folder"):
        dev.take_data(args)


@pytest.fixture
def became(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the script would have turned into, with all set-up left out."""
    seen: list[str] = []
    monkeypatch.setattr(dev, "become", lambda *args: seen.extend(args))
    monkeypatch.setattr(dev.environment, "ensure", lambda **kwargs: None)
    monkeypatch.setattr(dev.environment, "ensure_chromium", lambda: None)
    monkeypatch.setattr(dev.assets, "ensure", lambda **kwargs: None)
    monkeypatch.setattr(dev, "quietly", lambda *args, **kwargs: "")
    for name in ("test", "bench"):
        monkeypatch.setattr(dev.suites, name, partial(_suite, seen))
    return seen


def _suite(seen: list[str], args: list[str], env: dict[str, str], *, database: str | None) -> int:
    seen.extend([*args, *([f"on {database}"] if database else [])])
    return 0


@pytest.mark.parametrize(
    ("args", "passed_on"),
    [
        (["test"], []),
        (["test", "unit"], ["tests/unit"]),
        (["test", "browser", "-k", "dark"], ["tests/browser", "-k", "dark"]),
        (["test", "tests/unit/dev/test_dev.py"], ["tests/unit/dev/test_dev.py"]),
        (["test", "-n", "0", "-x"], ["-n", "0", "-x"]),
        (["test", "--database", "postgresql", "unit"], ["tests/unit", "on postgresql"]),
        (["test", "unit", "--database=sqlite"], ["tests/unit", "on sqlite"]),
    ],
)
def test_test_picks_folders_and_passes_the_rest_on(
    dev: ModuleType,
    became: list[str],
    args: list[str],
    passed_on: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for folder in ("unit", "browser"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    dev.dispatch(args)
    assert became == passed_on


def test_a_database_that_is_not_known_is_refused(dev: ModuleType, became: list[str]) -> None:
    with pytest.raises(Failure, match="no database 'oracle'"):
        dev.dispatch(["test", "--database", "oracle"])


@pytest.mark.parametrize(
    ("args", "command"),
    [
        (["import", "fr-irve", "--file", "x.csv"], ["manage.py", "import_source", "fr-irve", "--file", "x.csv"]),
        (["demo", "--remove"], ["manage.py", "load_demo", "--remove"]),
        (["shell"], ["manage.py", "shell"]),
        (["manage", "createsuperuser"], ["manage.py", "createsuperuser"]),
    ],
)
def test_management_commands_get_their_arguments(
    dev: ModuleType, became: list[str], args: list[str], command: list[str]
) -> None:
    dev.dispatch(args)
    assert became == command


@pytest.fixture
def benches(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bench and one module that a bench only uses."""
    (tmp_path / "tests" / "bench").mkdir(parents=True)
    (tmp_path / "tests" / "bench" / "read.py").write_text('if __name__ == "__main__":\n    main()\n')
    (tmp_path / "tests" / "bench" / "world.py").write_text("STATIONS = 3\n")
    monkeypatch.setattr(dev, "ROOT", tmp_path)


@pytest.mark.usefixtures("benches")
def test_a_bench_runs_as_a_module_with_its_options(dev: ModuleType, became: list[str]) -> None:
    dev.dispatch(["bench", "read", "--stations", "1000"])
    assert became == ["-m", "tests.bench.read", "--stations", "1000"]


@pytest.mark.usefixtures("benches")
def test_a_bench_is_told_where_its_world_is_kept(dev: ModuleType, became: list[str]) -> None:
    dev.dispatch(["bench", "read", "--data", "/srv/world", "--stations", "1000"])
    assert became == ["-m", "tests.bench.read", "--stations", "1000", "--data", "/srv/world"]


@pytest.mark.usefixtures("benches")
@pytest.mark.parametrize("args", [[], ["world"], ["nothing"]])
def test_what_is_no_bench_names_those_that_are(dev: ModuleType, became: list[str], args: list[str]) -> None:
    with pytest.raises(Failure) as caught:
        dev.dispatch(["bench", *args])
    assert caught.value.remedy == "One of: read"
    assert became == []


@pytest.mark.parametrize("command", ["lint", "lock", "assets"])
def test_commands_without_arguments_take_none(dev: ModuleType, became: list[str], command: str) -> None:
    with pytest.raises(Failure, match="Not understood: --fast"):
        dev.dispatch([command, "--fast"])


def test_the_exit_code_of_what_it_became_is_kept(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(os, "execve", lambda *args: asked.extend(args))
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    dev.become("-m", "pytest")
    assert asked[:2] == [environment.PYTHON, [str(environment.PYTHON), "-m", "pytest"]]


def test_a_full_disk_is_told_without_a_traceback(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(args: list[str]) -> int:
        raise OSError(28, "No space left on device", "static/vendor")

    monkeypatch.setattr(dev, "dispatch", full)
    assert dev.main(["run"]) == 1
    assert capsys.readouterr().err == "✗ No space left on device: static/vendor\n"


def test_an_old_python_is_named_with_what_is_needed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert dev.main(["run"]) == 1
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().err


def test_it_runs_from_any_folder_without_the_environment(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "dev")], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.startswith(b"./dev COMMAND")


@pytest.mark.parametrize(("there", "made"), [([], True), (["gazetteer-1-3.0.2.msgpack"], False), (["other"], True)])
def test_place_names_are_prepared_once_for_each_data_folder(
    dev: ModuleType, there: list[str], made: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dev, "manage", lambda what, *args, env: asked.extend(args))
    for name in there:
        (tmp_path / name).touch()
    dev.build_gazetteer({"VOLTWAY_DATA_DIR": str(tmp_path)})
    assert asked == (["build_gazetteer"] if made else [])
