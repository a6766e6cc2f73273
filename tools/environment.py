"""The Python environment in .venv: made from the interpreter that runs `./dev`, filled from a hashed lock file.

A stamp in .venv remembers which locks are installed, so that a second start costs nothing. What is missing on a bare
Debian is fetched by apt where we may (root), else named with the package that mends it.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.console import ROOT, Failure, quietly, step, warn

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "voltway-installed.json"
RUNTIME, DEVELOPMENT, NODE = "requirements.lock", "requirements-dev.lock", "requirements-node.lock"
OLDEST = (3, 11)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure(*, development: bool = False) -> None:
    """Make .venv ready for running, or also for tests and linters. Does nothing when it already is."""
    with one_at_a_time():
        version = "{}.{}".format(*sys.version_info)
        lock, covers = (DEVELOPMENT, RUNTIME) if development else (RUNTIME, "")
        if not fits(version) or not (is_installed(lock, covers) or can_install()):
            make_venv(version)
        install(lock, covers=covers)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep a second `./dev` waiting while a first one installs; the lock ends with the process."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step("Waiting for another ./dev that is setting up")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def installed() -> dict[str, str]:
    """What the stamp says: the Python version and each installed lock's hash. Empty when there is no usable stamp."""
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def fits(version: str) -> bool:
    """Whether .venv starts and was made with this Python."""
    return PYTHON.exists() and installed().get("python", venv_version()) == version


def venv_version() -> str:
    """Python version ("3.11") that .venv was made with; empty when there is none or it no longer starts."""
    if not PYTHON.exists():
        return ""
    ask = [str(PYTHON), "-c", "import sys; print('{}.{}'.format(*sys.version_info))"]
    return subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()


def uv() -> str | None:
    """The fast installer, if the system or .venv has one."""
    own = VENV / "bin" / "uv"
    return shutil.which("uv") or (str(own) if own.exists() else None)


def can_install() -> bool:
    """Whether .venv can be filled: by uv, or by a pip of its own (uv makes environments without one)."""
    return uv() is not None or any(VENV.glob("lib/python*/site-packages/pip"))


def make_venv(version: str) -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    command = venv_command(base, version)
    shutil.rmtree(VENV, ignore_errors=True)
    quietly(f"Making the environment .venv with Python {version}", [*command, VENV])


def venv_command(base: str, version: str) -> list[str]:
    """The first way to make an environment that works here; apt is asked only when no other does."""
    if found := shutil.which("uv"):
        return [found, "venv", "--quiet", "--python", base]
    if has_stdlib_venv():
        return [base, "-m", "venv"]
    if found := shutil.which("virtualenv"):
        return [found, "--quiet", "--python", base]
    package = f"python{version}-venv"
    if base.startswith("/usr/bin/") and apt_install(package):
        return [base, "-m", "venv"]
    raise Failure(
        f"Python {version} is here without the part that makes environments (venv with pip).",
        remedy=f"Install it once as root: apt install {package} (uv or virtualenv on the PATH do as well).",
    )


def has_stdlib_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def install(lock: str, *, covers: str = "") -> None:
    """Install a lock file unless its stamp is there; `covers` names a second lock that it contains."""
    if is_installed(lock, covers):
        return
    packages = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    quietly(f"Installing packages from {lock} ({packages})", [*installer(), "--require-hashes", "-r", lock])
    stamp = {**installed(), "python": venv_version(), **hashes(lock, covers)}
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n")


def is_installed(lock: str, covers: str = "") -> bool:
    return hashes(lock, covers).items() <= installed().items()


def hashes(*locks: str) -> dict[str, str]:
    return {name: digest(ROOT / name) for name in locks if name}


def installer() -> list[str]:
    if found := uv():
        return [found, "pip", "install", "--quiet", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def digest(*paths: Path) -> str:
    """One hash over files, in the order given."""
    seen = hashlib.sha256()
    for path in paths:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def apt_install(package: str) -> bool:
    """Install a Debian package where we may; False (said why) where we may not or it failed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install_it = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    try:
        quietly("Reading Debian's package lists", ["apt-get", "update", "-qq"], env=env)
        quietly(f"Installing Debian's {package}", install_it, env=env)
    except Failure as failure:
        warn(failure.report())
        return False
    return True


def unpack(package: str, program: str) -> bool:
    """Put one program of a Debian package into .venv and leave the rest; False (said why) where that failed."""
    if not all(map(shutil.which, ("apt-get", "dpkg-deb", "tar"))):
        return False
    take = f"apt-get download -qq {package} && dpkg-deb --fsys-tarfile {package}_*.deb | tar -x ./{program}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            quietly(f"Taking {Path(program).name} out of Debian's {package}", ["sh", "-c", f"cd {folder} && {take}"])
            shutil.move(Path(folder, program), VENV / "bin")
    except Failure as failure:
        warn(failure.report())
        return False
    return True


def chromium() -> str | None:
    """Path of a Chromium: the one named by VOLTWAY_CHROMIUM, else the first on the PATH."""
    named = os.environ.get("VOLTWAY_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def ensure_chromium() -> None:
    """Get Debian's Chromium where we may; else say what the browser tests lack (they are then skipped)."""
    if chromium() or apt_install("chromium"):
        return
    warn("No Chromium: browser tests are skipped. As root: apt install chromium (or set VOLTWAY_CHROMIUM to one).")


def ensure_promtool() -> None:
    """Get the program that tests alerts, without the server whose package it is in; else say what stays untested."""
    if shutil.which("promtool") or (VENV / "bin" / "promtool").exists() or unpack("prometheus", "usr/bin/promtool"):
        return
    warn("No promtool: alerts are not tested. On Debian: apt install prometheus")


def variables(data: Path | None, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of everything we start: .venv first on the PATH, and the data folder if one was named."""
    env = dict(os.environ if given is None else given)
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["VIRTUAL_ENV"] = str(VENV)
    env.pop("PYTHONHOME", None)
    if data:
        env["VOLTWAY_DATA_DIR"] = str(data.resolve())
    return env
