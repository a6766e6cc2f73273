"""Which plan somebody has, and how an operator gives another."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Plan, PlanChange, Subscription, User
from accounts.models.plan import FREE
from voltway.lib.access import Allowance


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody's plan comes to."""

    plan: str
    per_day: int
    per_minute: int
    allowance: Allowance


def terms_of(owner: User) -> Terms:
    """The terms of somebody's plan."""
    subscription = Subscription.objects.select_related("plan").filter(owner=owner).first()
    if subscription is None:
        return _terms(Plan.objects.get(slug=FREE), None)
    return _terms(subscription.plan, subscription.agreed_per_day)


def subscribe(
    *, owner: User, plan: Plan, by: User, now: datetime, agreed_per_day: int | None = None, note: str = ""
) -> Subscription:
    """Give somebody a plan, with an audit row; a number is agreed where the plan has none of its own.

    Raises ValidationError where the requests a day are not agreed.
    """
    agreed_per_day = agreed_per_day if plan.per_day is None else None
    if plan.per_day is None and not agreed_per_day:
        raise ValidationError({"agreed_per_day": _("This plan needs an agreed number of requests a day.")})
    with transaction.atomic():
        # Two operators at once: the row of the second says what the first did.
        User.objects.select_for_update().get(pk=owner.pk)
        former = Subscription.objects.select_related("plan").filter(owner=owner).first()
        before = former.plan if former else Plan.objects.get(slug=FREE)
        given = {"plan": plan, "agreed_per_day": agreed_per_day, "since": now}
        subscription, _made = Subscription.objects.update_or_create(owner=owner, defaults=given)
        PlanChange.objects.create(
            owner=owner, by=by, before=before, after=plan, agreed_per_day=agreed_per_day, note=note[:200], at=now
        )
    return subscription


def _terms(plan: Plan, agreed_per_day: int | None) -> Terms:
    allowance = Allowance(plan.page_size, plan.export_rows, plan.bulk_rows)
    # A plan by agreement whose number the console took away lets nothing through.
    per_day = (agreed_per_day or 0) if plan.per_day is None else plan.per_day
    return Terms(plan.name, per_day, plan.per_minute, allowance)
