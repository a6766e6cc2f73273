"""The environment: made from this interpreter, filled when a lock changed, with a remedy where it cannot be."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import environment
from tools.console import Failure

VERSION = "{}.{}".format(*sys.version_info)
ToolsRun = list[list[str]]


def which(*there: str) -> Callable[[str], str | None]:
    return lambda name: f"/usr/bin/{name}" if name in there else None


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("django==1 \\\n    --hash=sha256:0\n")
    return tmp_path / "requirements.lock"


def test_a_lock_is_installed_with_hashes(venv: Path, lock: Path, tools_run: ToolsRun) -> None:
    environment.install("requirements.lock")
    assert tools_run[0][-3:] == ["--require-hashes", "-r", "requirements.lock"]


def test_an_installed_lock_is_not_installed_again(venv: Path, lock: Path, tools_run: ToolsRun) -> None:
    environment.install("requirements.lock")
    environment.install("requirements.lock")
    assert len(tools_run) == 1


def test_a_changed_lock_is_installed_again(venv: Path, lock: Path, tools_run: ToolsRun) -> None:
    environment.install("requirements.lock")
    lock.write_text("django==2\n")
    environment.install("requirements.lock")
    assert len(tools_run) == 2


def test_the_lock_for_development_covers_the_one_for_running(venv: Path, lock: Path, tools_run: ToolsRun) -> None:
    environment.install("requirements-dev.lock", covers="requirements.lock")
    environment.install("requirements.lock")
    assert [command[-1] for command in tools_run] == ["requirements-dev.lock"]


def test_a_failed_installation_leaves_no_stamp(venv: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> str:
        raise Failure("no network")

    monkeypatch.setattr(environment, "quietly", fail)
    with pytest.raises(Failure, match="no network"):
        environment.install("requirements.lock")
    assert environment.installed() == {}


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_a_broken_stamp_counts_as_none(venv: Path, content: str) -> None:
    environment.STAMP.write_text(content)
    assert environment.installed() == {}


def test_uv_is_preferred_where_it_is(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which("uv"))
    assert environment.installer()[:3] == ["/usr/bin/uv", "pip", "install"]
    assert environment.venv_command("/usr/bin/python3", VERSION)[:2] == ["/usr/bin/uv", "venv"]


def test_pip_installs_where_uv_is_not(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which())
    assert environment.installer()[1:4] == ["-m", "pip", "install"]


def test_the_standard_library_makes_the_environment_where_uv_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which("virtualenv"))
    monkeypatch.setattr(environment, "has_stdlib_venv", lambda: True)
    assert environment.venv_command("/opt/python3", "3.12") == ["/opt/python3", "-m", "venv"]


def test_virtualenv_stands_in_for_a_bare_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which("virtualenv"))
    monkeypatch.setattr(environment, "has_stdlib_venv", lambda: False)
    assert environment.venv_command("/usr/bin/python3", "3.11")[0] == "/usr/bin/virtualenv"


def test_a_bare_debian_python_gets_its_missing_package_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def apt(package: str) -> bool:
        asked.append(package)
        return True

    monkeypatch.setattr("shutil.which", which())
    monkeypatch.setattr(environment, "has_stdlib_venv", lambda: False)
    monkeypatch.setattr(environment, "apt_install", apt)
    assert environment.venv_command("/usr/bin/python3", "3.11") == ["/usr/bin/python3", "-m", "venv"]
    assert asked == ["python3.11-venv"]


def test_a_bare_python_without_root_names_the_package_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which("apt-get"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(environment, "has_stdlib_venv", lambda: False)
    with pytest.raises(Failure) as caught:
        environment.venv_command("/usr/bin/python3", "3.11")
    assert "apt install python3.11-venv" in caught.value.report()


def test_apt_is_not_asked_without_root(tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert not environment.apt_install("chromium")
    assert tools_run == []


def test_apt_reads_the_lists_before_it_installs(tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", which("apt-get"))
    assert environment.apt_install("chromium")
    assert [command[1] for command in tools_run] == ["update", "install"]
    assert tools_run[1][-1] == "chromium"


def test_promtool_is_taken_out_of_its_package_whose_server_is_not_installed(
    venv: Path, tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(source: Path, target: Path) -> None:
        (target / source.name).touch()

    monkeypatch.setattr("shutil.which", which("apt-get", "dpkg-deb", "tar"))
    monkeypatch.setattr("shutil.move", moved)
    for _ in range(2):
        environment.ensure_promtool()
    assert len(tools_run) == 1
    assert "apt-get download -qq prometheus" in tools_run[0][-1]
    assert "install" not in tools_run[0][-1]


def test_without_debian_it_is_said_that_alerts_are_not_tested(
    venv: Path, tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", which())
    environment.ensure_promtool()
    assert tools_run == []
    assert "alerts are not tested" in capsys.readouterr().err


def test_another_python_makes_the_environment_anew(
    venv: Path, lock: Path, tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.STAMP.write_text(json.dumps({"python": "3.9"}))
    monkeypatch.setattr(environment, "can_install", lambda: True)
    environment.ensure()
    assert [command[-1] for command in tools_run] == [str(venv), "requirements.lock"]
    assert environment.installed()["python"] != "3.9"


def test_the_same_python_keeps_the_environment(
    venv: Path, lock: Path, tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    (venv / "kept").touch()
    environment.STAMP.write_text(json.dumps({"python": VERSION}))
    environment.PYTHON.symlink_to(sys.executable)
    monkeypatch.setattr(environment, "can_install", lambda: True)
    environment.ensure()
    assert (venv / "kept").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(venv: Path, lock: Path, tools_run: ToolsRun) -> None:
    environment.STAMP.write_text(json.dumps({"python": VERSION}))
    environment.PYTHON.symlink_to(venv / "removed")
    environment.ensure()
    assert tools_run[0][-1] == str(venv)


@pytest.mark.parametrize(("complete", "remade"), [(True, False), (False, True)])
def test_an_environment_without_an_installer_is_kept_while_nothing_is_to_install(
    complete: bool, remade: bool, venv: Path, lock: Path, tools_run: ToolsRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.PYTHON.symlink_to(sys.executable)
    (venv / "kept").touch()
    if complete:
        environment.install("requirements.lock")
    monkeypatch.setattr(environment, "can_install", lambda: False)
    environment.ensure()
    assert (venv / "kept").exists() is not remade


def test_an_environment_without_pip_serves_only_while_uv_is_there(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which("uv"))
    assert environment.can_install()
    monkeypatch.setattr("shutil.which", which())
    assert not environment.can_install()


def test_what_we_start_finds_the_environments_tools_and_the_data_folder(venv: Path, tmp_path: Path) -> None:
    env = environment.variables(tmp_path / "data", {"PATH": "/usr/bin", "PYTHONHOME": "/elsewhere"})
    assert env["PATH"] == f"{venv}/bin:/usr/bin"
    assert env["VOLTWAY_DATA_DIR"] == str(tmp_path / "data")
    assert "PYTHONHOME" not in env


def test_without_a_data_folder_the_setting_is_left_alone(venv: Path) -> None:
    assert environment.variables(None, {"VOLTWAY_DATA_DIR": "/srv"})["VOLTWAY_DATA_DIR"] == "/srv"
    assert "VOLTWAY_DATA_DIR" not in environment.variables(None, {})


def test_a_named_chromium_wins_over_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", which("chromium"))
    assert environment.chromium() == "/usr/bin/chromium"
    monkeypatch.setenv("VOLTWAY_CHROMIUM", "/opt/chrome")
    assert environment.chromium() == "/opt/chrome"


def test_without_chromium_the_package_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VOLTWAY_CHROMIUM", raising=False)
    monkeypatch.setattr("shutil.which", which())
    environment.ensure_chromium()
    assert "apt install chromium" in capsys.readouterr().err
