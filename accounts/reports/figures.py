"""What somebody's keys were used for in a month, from the days that are added up; no request is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, QuerySet, Sum, Value, When

from accounts import endpoints, plans
from accounts.keys.issue import of_log_in
from accounts.models import Usage, User
from accounts.reports.month import Month, is_kept


@dataclass(frozen=True, slots=True)
class Counts:
    """Requests by what became of them; those that were answered are charged."""

    answered: int = 0
    not_modified: int = 0
    refused: int = 0

    @property
    def all(self) -> int:
        return self.answered + self.not_modified + self.refused

    @property
    def refused_percent(self) -> float | None:
        """None where nothing was asked."""
        return 100 * self.refused / self.all if self.all else None


@dataclass(frozen=True, slots=True)
class Line:
    """One key, or all that version 1 made at log-ins, at one endpoint."""

    key: str
    endpoint: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Report:
    """A month of somebody's keys. `per_day` is what their plan has now; `before` is None where it is deleted."""

    month: Month
    plan: str
    per_day: int
    lines: list[Line]
    total: Counts
    before: Counts | None
    busiest: tuple[date, int] | None

    @property
    def quota_percent(self) -> float | None:
        """What was charged, of all that the plan lets through in such a month."""
        most = self.per_day * self.month.days
        return 100 * self.total.answered / most if most else None

    @property
    def busiest_percent(self) -> float | None:
        """What was charged on the busiest day, of the quota of a day."""
        return 100 * self.busiest[1] / self.per_day if self.busiest and self.per_day else None

    @property
    def change_percent(self) -> float | None:
        """How many requests more (or, below zero, less) than in the month before; None where there was none."""
        before = self.before.all if self.before else 0
        return 100 * (self.total.all - before) / before if before else None


def report_of(owner: User, month: Month, *, now: datetime) -> Report:
    """All of somebody's keys, those that are revoked as well."""
    rows = _of(owner, month)
    terms = plans.terms_of(owner)
    return Report(
        month=month,
        plan=terms.plan,
        per_day=terms.per_day,
        lines=[_line(row) for row in _by_key_and_endpoint(rows)],
        total=_total(rows),
        before=_total(_of(owner, month.before)) if is_kept(month.before, now) else None,
        busiest=rows.values_list("day").annotate(charged=Sum("answered")).order_by("-charged", "day").first(),
    )


def _of(owner: User, month: Month) -> QuerySet[Usage]:
    return Usage.objects.filter(key__owner=owner, day__range=(month.first, month.last)).order_by()


def _by_key_and_endpoint(rows: QuerySet[Usage]) -> Iterable[dict[str, Any]]:
    # Whoever logs in every hour has hundreds of keys.
    prefix = Case(When(of_log_in("key__"), then=Value("")), default=F("key__prefix"))
    found: Any = rows.values("endpoint", name=F("key__name"), prefix=prefix).annotate(**_SUMS)
    ordered: Iterable[dict[str, Any]] = found.order_by("name", "prefix", "-all_answered", "endpoint")
    return ordered


def _line(row: dict[str, Any]) -> Line:
    key = f"{row['name']} ({row['prefix']}…)" if row["prefix"] else row["name"]
    return Line(key, endpoints.words_of(row["endpoint"]), _counts(row))


def _total(rows: QuerySet[Usage]) -> Counts:
    return _counts(rows.aggregate(**_SUMS))


def _counts(row: dict[str, Any]) -> Counts:
    return Counts(row["all_answered"] or 0, row["all_not_modified"] or 0, row["all_refused"] or 0)


_SUMS = {f"all_{name}": Sum(name) for name in ("answered", "not_modified", "refused")}
