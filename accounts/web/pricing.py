"""`/pricing/`: what the plans give, side by side; the same for everybody."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from accounts.models import Plan
from stations.web import units
from voltway.lib.access import ANYBODY


@dataclass(frozen=True, slots=True)
class Card:
    """A plan as the page shows it: what it costs, and what it gives in words."""

    slug: str
    name: str
    price: str
    gives: list[tuple[str, str]]


@require_safe
@cache_control(public=True, max_age=300)
@vary_on_cookie
def show(request: HttpRequest) -> HttpResponse:
    """The plans as they stand in the database."""
    cards = [Card(plan.slug, plan.name, _price(plan.monthly_price), _gives(plan)) for plan in Plan.objects.all()]
    rates = {"anonymous": settings.ANONYMOUS_RATE, "exports": settings.BRAKES["exports"].partition("/")[0]}
    return render(request, "pricing/page.html", {"cards": cards, "anybody": ANYBODY, "rates": rates})


def _price(monthly: Decimal | None) -> str:
    if monthly is None:
        return _("On request")
    return _("%(price)s € a month") % {"price": monthly} if monthly else _("Free of charge")


def _gives(plan: Plan) -> list[tuple[str, str]]:
    return [
        (_("Requests a day"), units.count(plan.per_day) if plan.per_day else _("By agreement")),
        (_("Requests a minute"), units.count(plan.per_minute)),
        (_("Stations a page"), units.count(plan.page_size)),
        (_("Stations an export"), _("All") if plan.export_rows is None else units.count(plan.export_rows)),
        (_("Stations a bulk request"), units.count(plan.bulk_rows) if plan.bulk_rows else _("None")),
    ]
