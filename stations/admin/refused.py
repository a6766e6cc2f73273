"""The rows that a run refused, by the rule that refused them."""

from dataclasses import dataclass

from django.db.models import Min
from django.urls import reverse
from django.utils.http import urlencode

from stations.models import ImportRun, RejectedRow


@dataclass(frozen=True, slots=True)
class Refused:
    """One rule. `kept` tells whether its rows are still there; `field` and `message` are those of the first one."""

    rule: str
    count: int
    kept: bool
    field: str
    message: str
    address: str


def refused_rows(run: ImportRun) -> list[Refused]:
    """Counted by the run's report, the most frequent first; an example of each rule by the index."""
    counts: dict[str, int] = run.report.get("refused", {})
    if not counts:
        return []
    first = RejectedRow.objects.filter(run=run).order_by().values("rule").annotate(first=Min("pk")).values("first")
    examples = {
        row.rule: row for row in RejectedRow.objects.filter(pk__in=[one["first"] for one in first]).defer("raw")
    }
    by_count = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [_refused(run, rule, count, examples.get(rule)) for rule, count in by_count]


def _refused(run: ImportRun, rule: str, count: int, example: RejectedRow | None) -> Refused:
    query = urlencode({"run__id__exact": str(run.pk), "rule": rule})
    address = f"{reverse('admin:stations_rejectedrow_changelist')}?{query}"
    field, message = (example.field, example.message) if example else ("", "")
    return Refused(rule, count, example is not None, field, message, address)
