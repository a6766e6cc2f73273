"""Paths of the pages below /analytics/."""

from django.urls import path

from analytics.insights.registry import INSIGHTS
from analytics.web import pages

urlpatterns = [
    path("", pages.index, name="insights"),
    *(path(f"{name}/", pages.show, {"name": name}, name=f"insights-{name}") for name in INSIGHTS),
]
