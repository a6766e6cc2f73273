"""`./dev bench console`: every list of the console on a large world, with its filters, searches, sorts and deep pages,
and its home; beside it the textbook console, Django's own lists over the same tables, in the same run.

One process answers, without a network: the whole of Django runs, the socket does not. Each address is asked three
times after a first one that isn't counted, the textbook's once. `cpu_p95_ms` is the time of the processor alone: where
others work on the same machine, it is what can be compared.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tests.bench.machine import milliseconds, report
from tests.bench.world import ROOT, build, use_data_dir

# What a page of the console may take, in ms (95 of 100 pages).
BUDGET: Final = 300
_TIMES: Final = 3
# What the console begins with, among the lists.
HOME: Final = "home"
# Choices of a filter that are asked.
_CHOICES: Final = 4
_TERMS: Final = {
    "stations.station": ["bench network 7", "nobody at all", "DE*BEN*E1*1"],
    "accounts.user": ["driver77@bench.example", "nobody"],
    "accounts.apikey": ["vw_00000007", "nobody"],
    "accounts.usage": ["vw_00000007", "nobody"],
    "accounts.auditentry": ["fault report 0000ff", "77", "nobody"],
    "accounts.vehiclemodel": ["brand 7", "nobody"],
    "analytics.chargingsession": ["S0000077", "gggggggggg4d", "nobody"],
    "analytics.qualitylook": ["operator-77", "nobody"],
    "stations.block": ["driver77@bench.example", f"{76:032x}", "nobody"],
    "stations.operator": ["bench network 7", "nobody"],
    "stations.rejectedrow": ["77", "nobody"],
    "stations.source": ["bench", "nobody"],
} | {
    label: ["gggggggggg4d", "nobody"]
    for label in (
        "analytics.eventday",
        "analytics.eventhour",
        "analytics.sessionday",
        "analytics.sessionhour",
        "stations.correction",
        "stations.suspicion",
    )
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench console", description=__doc__)
    parser.add_argument("--stations", type=int, default=1_500_000)
    parser.add_argument("--rows", type=int, default=300_000, help="of each kind but stations, or a tenth")
    parser.add_argument("--only", help=f"one list, such as stations.review, or {HOME}")
    parser.add_argument("--no-textbook", action="store_true")
    parser.add_argument("--json", metavar="PATH")
    parser.add_argument("--data", type=Path, default=None, help="where the world is kept")
    options = parser.parse_args()
    use_data_dir(options.data or ROOT / "var" / "bench" / f"console-{options.stations}")
    build(options.stations)
    from tests.bench.console_rows import fill

    fill(options.rows)
    bench = _Bench()
    rows = list(bench.lists(options.only, textbook=not options.no_textbook))
    title = f"The console, {options.stations:,} stations and {options.rows:,} rows of other kinds, one worker"
    report(title, rows, json_path=options.json)


class _Bench:
    """An administrator with a second factor, who opens everything."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.test import Client

        from accounts.models import User
        from tests.people import operator
        from voltway import urls

        settings.ALLOWED_HOSTS = ["*"]
        found = User.objects.filter(email="root@bench.example").first()
        self.client, self.eve = Client(), found or operator("root@bench.example")
        self.client.force_login(self.eve)
        urls.urlpatterns.insert(0, _textbook_path())

    def lists(self, only: str | None, *, textbook: bool) -> Iterator[dict[str, Any]]:
        """A line for each list, and for each thing that is asked of it and takes longer than the budget."""
        from django.contrib import admin

        every: list[tuple[float, float]] = []
        if only in (None, HOME):
            every = self._asked("/admin/", "", _TIMES)
            yield {"list": HOME, "asked": 1, **_figures(every)}
        for model, area in sorted(admin.site._registry.items(), key=lambda one: one[0]._meta.label_lower):
            label = model._meta.label_lower
            if only and only != label:
                continue
            path = f"/admin/{label.replace('.', '/')}/"
            asked = {what: self._asked(path, query, _TIMES) for what, query in _questions(area, self._page(area, path))}
            taken = [one for found in asked.values() for one in found]
            every += taken
            worst = max(asked, key=lambda what: min(asked[what]))
            line = {"list": label, "asked": len(asked), **_figures(taken), "slowest": worst,
                    "slowest_ms": round(min(asked[worst])[0] * 1000, 1)}  # fmt: skip
            if textbook:
                line |= self._textbook(model, area)
            print(line, flush=True)
            yield line
        yield {"list": "all", "asked": len(every), **_figures(every)}

    def _page(self, area: Any, path: str) -> Any:
        from django.test import RequestFactory

        request = RequestFactory().get(path)
        request.user = self.eve
        return area.get_changelist_instance(request)

    def _asked(self, path: str, query: str, times: int) -> list[tuple[float, float]]:
        """Seconds of each answer, and those of the processor."""
        taken = []
        for number in range(times + (times > 1)):
            began, worked = time.perf_counter(), time.process_time()
            answer = self.client.get(f"{path}?{query}")
            spent = (time.perf_counter() - began, time.process_time() - worked)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}?{query} answered {answer.status_code}: {answer.headers}")
            if number or times == 1:
                taken.append(spent)
        return taken

    def _textbook(self, model: Any, area: Any) -> dict[str, Any]:
        path = f"/textbook/{model._meta.label_lower.replace('.', '/')}/"
        found = {"list": self._asked(path, "", 1)[0]}
        if area.search_fields:
            found["search"] = self._asked(path, urlencode({"q": _terms(area)[0]}), 1)[0]
        return {f"textbook_{what}_ms": round(seconds * 1000) for what, (seconds, _) in found.items()}


def _figures(taken: list[tuple[float, float]]) -> dict[str, float]:
    wall, worked = zip(*taken, strict=True)
    return {**milliseconds(wall), "cpu_p95_ms": milliseconds(worked)["p95_ms"]}


def _questions(area: Any, page: Any) -> Iterator[tuple[str, str]]:
    """What may be asked of a list: pages, filters, searches and sorts, each with its query."""
    yield "list", ""
    for number in {page.paginator.num_pages // 2, page.paginator.num_pages} - {0, 1}:
        yield f"page {number}", f"p={number}"
    for spec in page.filter_specs:
        for choice in list(spec.choices(page))[1 : _CHOICES + 1]:
            yield f"filter {spec.title}: {choice['display']}", str(choice["query_string"]).lstrip("?")
    if area.search_fields:
        for term in _terms(area):
            yield f"search {term}", urlencode({"q": term})
    for number, name in enumerate(page.list_display):
        if page.get_ordering_field(name) and (page.sortable_by is None or name in page.sortable_by):
            yield f"sort {name}", f"o={number}"
            yield f"sort {name}, downwards", f"o=-{number}"


def _terms(area: Any) -> list[str]:
    return _TERMS.get(area.opts.label_lower, ["driver77@bench.example", "nobody at all"])


def _textbook_path() -> Any:
    """Django's own lists over the same tables: counted whole, searched by "contains", filters as the console's."""
    from django.contrib import admin
    from django.db import models
    from django.urls import path

    site = admin.AdminSite(name="textbook")
    for model in admin.site._registry:
        names = [field.name for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]
        texts = [field.name for field in model._meta.concrete_fields if isinstance(field, models.CharField)]
        area = {"list_display": names[:10], "search_fields": texts[:5], "list_per_page": 100}
        site.register(model, type("Textbook", (admin.ModelAdmin,), area))
    return path("textbook/", site.urls)


if __name__ == "__main__":
    main()
