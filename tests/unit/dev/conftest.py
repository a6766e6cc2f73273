"""The `dev` script as a module, and an environment of our own instead of the real .venv."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def dev() -> ModuleType:
    loader = SourceFileLoader("dev_script", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that stands for .venv."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", folder / "voltway-installed.json")
    return folder


@pytest.fixture
def tools_run(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run, instead of running them."""
    seen: list[list[str]] = []

    def note(what: str, command: list[str | Path], *, env: dict[str, str] | None = None) -> str:
        seen.append([str(part) for part in command])
        if command[-1] == environment.VENV:
            environment.VENV.mkdir()
        return ""

    monkeypatch.setattr(environment, "quietly", note)
    return seen
