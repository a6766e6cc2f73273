"""Alerts and dashboard speak only of metrics that exist; every alert has a test that fires, and a silent one."""

import json
import re
import shutil
import subprocess

import pytest

from voltway.config import ROOT
from voltway.observability import metrics

PROMETHEUS = ROOT / "deploy/prometheus"
ALERTS = (PROMETHEUS / "alerts.yml").read_text()
DASHBOARD = json.loads((ROOT / "deploy/grafana/voltway.json").read_text())
NAMED = re.compile(r"\b(?:voltway|django)_[a-z_]+")


def names() -> set[str]:
    """Every name under which a metric is scraped."""
    found = {metric.name for metric in metrics.SAMPLED}
    for metric in metrics.COUNTED:
        ends = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}.get(metric._type or "", [""])
        found |= {metric._name + end for end in ends}
    return found


def test_every_metric_of_an_alert_exists() -> None:
    asked = set(NAMED.findall(" ".join(re.findall(r"^ +expr: (.+)$", ALERTS, flags=re.MULTILINE))))
    assert len(asked) >= 8
    assert asked <= names()


def test_every_metric_of_the_dashboard_exists() -> None:
    asked = {name for panel in DASHBOARD["panels"] for each in panel["targets"] for name in NAMED.findall(each["expr"])}
    assert len(asked) >= 15
    assert asked <= names()


def test_every_alert_has_a_test_that_fires_and_one_that_stays_silent() -> None:
    told = re.findall(r"^ +- name: (\w+) (.+)$", (PROMETHEUS / "alerts_test.yml").read_text(), flags=re.MULTILINE)
    alerts = re.findall(r"^ +- alert: (\w+)$", ALERTS, flags=re.MULTILINE)
    assert {name for name, what in told if what == "fires"} == set(alerts)
    # The dead man's switch has no silence.
    assert {name for name, what in told if what == "stays silent"} == set(alerts) - {"VoltWayWatchdog"}


@pytest.mark.parametrize(
    "command", [["check", "config", "prometheus.yml"], ["test", "rules", "alerts_test.yml"]], ids=["config", "alerts"]
)
def test_promtool_agrees(command: list[str]) -> None:
    promtool = shutil.which("promtool")
    if not promtool:
        pytest.skip("no promtool, and no Debian to take it from")
    done = subprocess.run([promtool, *command], cwd=PROMETHEUS, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
