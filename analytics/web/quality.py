"""`/data/quality/`: how good the facts of all sources are, and a page below it for each source and its operators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analytics.models import ALL, QualityLook
from analytics.quality.observed import latest
from analytics.web import quality_figures as figures
from analytics.web.quality_parts import examples, operators, trend
from stations.sources.registry import known_feeds

_API = "api-analytics-quality"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sources that have been looked at, the largest first."""
    feeds = known_feeds()
    looks = sorted(latest(), key=lambda look: -look.stations)
    lines = [figures.summary(look, feeds[look.source]) for look in looks if look.source in feeds]
    context = {"lines": lines, "ranking": figures.drawn(lines), "api": reverse(_API)}
    return render(request, "data/quality.html", context)


@require_safe
def show(request: HttpRequest, uid: str) -> HttpResponse:
    """One source, or with `operator` that operator in it. 404 where nobody has looked."""
    feed = known_feeds().get(uid)
    looks = QualityLook.objects.filter(source=uid)
    whole = looks.filter(operator=ALL).order_by("-day").first()
    slug = request.GET.get("operator", ALL)
    # Operators have a look of the same day.
    look = whole if slug == ALL or whole is None else looks.filter(operator=slug, day=whole.day).first()
    if feed is None or whole is None or look is None:
        raise Http404
    context = {
        "feed": feed,
        "summary": figures.summary(look, feed),
        "operator": figures.operator_name(slug) if slug != ALL else "",
        "fields": figures.fields(look),
        "ages": figures.ages(look),
        "licences": figures.licences(look),
        "faults": figures.faults(look, examples(look)),
        "cleaned": figures.cleaned(look),
        "trend": trend(looks.filter(operator=ALL)) if slug == ALL else None,
        "operators": operators(looks.filter(day=whole.day).exclude(operator=ALL)) if slug == ALL else [],
        "api": f"{reverse(_API)}?source={uid}{f'&operator={slug}' if slug not in (ALL, '') else ''}",
    }
    return render(request, "data/quality_source.html", context)
