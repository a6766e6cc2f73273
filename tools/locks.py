"""`./dev lock`: resolves the lock files for every Python and platform, hashed, without the address of any index."""

from __future__ import annotations

import json

from tools import assets
from tools.console import ROOT, Failure, quietly
from tools.environment import uv

# The oldest Python we run on decides; markers in the lock cover the newer ones.
PYTHON_VERSION = "3.11"
LOCKS = (
    ("requirements.txt", "requirements.lock", ()),
    ("requirements-dev.txt", "requirements-dev.lock", ("--constraint", "requirements.lock")),
    ("requirements-node.txt", "requirements-node.lock", ()),
)


def lock() -> None:
    """Write every lock file again. What is pinned there stays, unless the direct requirement moved."""
    for source, target, constraint in LOCKS:
        quietly(f"Resolving {source}", [*resolver(), source, *constraint, "--output-file", target])
    lock_node()


def resolver() -> list[str]:
    found = uv()
    if not found:
        raise Failure(
            "The lock files are resolved by uv, which is not here.", remedy="./dev lint installs it into .venv."
        )
    options = ["--quiet", "--universal", "--generate-hashes", "--python-version", PYTHON_VERSION, "--no-emit-index-url"]
    return [found, "pip", "compile", *options, "--custom-compile-command", "./dev lock"]


def lock_node() -> None:
    """npm's lock, without the `resolved` addresses: the integrity hash alone says which file is meant."""
    node = assets.node()
    env = {**node.env, "npm_config_omit_lockfile_registry_resolved": "true"}
    only_lock = ["--package-lock-only", "--ignore-scripts", "--no-audit"]
    quietly("Resolving package.json", [*node.npm, "install", *only_lock], env=env)
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    if named := [name for name, facts in packages.items() if "resolved" in facts]:
        raise Failure(f"package-lock.json names an address for {', '.join(named)}.", remedy="Needs npm 8.15 or newer.")
