"""What starts VoltWay in production, held against what reads it: systemd's units, the image, what goes into it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]


def settings(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"^(\w+)=(.*)$", path.read_text(), flags=re.MULTILINE)


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if not systemd:
        pytest.skip("no systemd-analyze here")
    for path in UNITS:
        # The programs lie elsewhere here.
        text = re.sub(r"/opt/voltway/\.venv/bin/\w+", "/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text.replace("WorkingDirectory=/opt/voltway", "WorkingDirectory=/"))
    units = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run([systemd, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "voltway" in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_no_service_runs_with_rights_that_it_does_not_need(path: Path) -> None:
    given = dict(settings(path))
    assert (given["User"], given["NoNewPrivileges"], given["ProtectSystem"]) == ("voltway", "yes", "strict")
    assert (given["CapabilityBoundingSet"], given["ProtectHome"], given["PrivateDevices"]) == ("", "yes", "yes")
    assert given["Environment"].startswith("VOLTWAY_DATA_DIR=/var/lib/voltway")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_no_secret_stands_in_a_unit(path: Path) -> None:
    assert not re.search(r"(SECRET|PASSWORD|TOKEN|_URL|DSN)\w*=", path.read_text())


def test_the_target_wants_every_service_that_lasts() -> None:
    wanted = dict(settings(ROOT / "deploy/systemd/voltway.target"))["Wants"].split()
    lasting = [path.name for path in SERVICES if ("Type", "oneshot") not in settings(path)]
    assert sorted(wanted) == sorted(lasting)


def test_the_recipe_counts_the_proxy_that_it_sets_up() -> None:
    recipe = (ROOT / "docs/operations.md").read_text()
    environment = dict(re.findall(r"^([A-Z_]+)=(.+)$", recipe, flags=re.MULTILINE))
    assert (environment["SITE_URL"], environment["PROXIES"]) == ("https://charging.example.org", "1")


def test_the_image_is_built_from_named_files_only() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert copied == let_in
    assert all((ROOT / name).exists() for name in let_in)


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", last, flags=re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in text
    assert not re.search(r"^(ARG|ENV) .*(KEY|SECRET|PASSWORD|TOKEN)", text, flags=re.MULTILINE)
