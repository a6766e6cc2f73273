"""docs/metrics.md lists every metric and every check of health, and no others; what shows metrics shows only these."""

import re

from django.conf import settings
from prometheus_client.metrics import MetricWrapperBase

from voltway.config import ROOT
from voltway.observability import health, metrics

PAGE = (ROOT / "docs/metrics.md").read_text()
COUNTED = re.findall(r"^\| `([a-z_]+)` \| (counter|histogram|gauge) \| (.+?) \| (.+?) \|$", PAGE, flags=re.MULTILINE)
SAMPLED = re.findall(r"^\| `(voltway_[a-z_]+)` \| (none|`.+?`) \| (.+?) \|$", PAGE, flags=re.MULTILINE)


def labels(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def row(metric: MetricWrapperBase) -> tuple[str, str | None, str, str]:
    """A metric as the page lists it: as it is scraped."""
    by_process = metric._type == "gauge" and metric._multiprocess_mode.endswith("all")  # type: ignore[attr-defined]
    names = [*metric._labelnames, *(["pid"] if by_process else [])]
    name = f"{metric._name}_total" if metric._type == "counter" else metric._name
    return name, metric._type, labels(names), metric._documentation.rstrip(".")


def test_the_page_lists_what_is_counted() -> None:
    assert [row(metric) for metric in metrics.COUNTED] == COUNTED


def test_the_page_lists_what_is_sampled() -> None:
    assert [(metric.name, labels(list(metric.labels)), metric.words) for metric in metrics.SAMPLED] == SAMPLED


def test_nothing_is_shown_that_is_not_listed() -> None:
    shown = {family.name for family in metrics.REGISTRY.collect()}
    assert shown == {name.removesuffix("_total") if kind == "counter" else name for name, kind, _, _ in COUNTED}


def test_no_other_file_names_a_metric() -> None:
    names = {metric._name for metric in metrics.COUNTED} | {metric.name for metric in metrics.SAMPLED}
    files = [path for app in ("voltway", "stations", "accounts", "analytics") for path in (ROOT / app).rglob("*.py")]
    others = [path for path in files if path.name != "metrics.py" or "observability" not in path.parts]
    assert [str(path) for path in others for name in names if f'"{name}"' in path.read_text()] == []


def test_the_page_lists_every_check_of_health() -> None:
    section = PAGE.partition("## Health")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([a-z]+)` \| .+ \| `(unavailable|degraded)` \|$", section, flags=re.MULTILINE)
    found = {check.name: "unavailable" if check.needed else "degraded" for check in health.checks().values()}
    assert dict(listed) == found
    assert len(found) == len(settings.HEALTH_CHECKS)
