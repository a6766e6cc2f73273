"""Paths of the pages below /analytics/."""

from django.urls import path

from analytics.insights.registry import INSIGHTS
from analytics.web import pages, service_usage

urlpatterns = [
    path("", pages.index, name="insights"),
    path("service-usage/", service_usage.show, name="service-usage"),
    path("service-usage/file.csv", service_usage.file, name="service-usage-file"),
    *(path(f"{name}/", pages.show, {"name": name}, name=f"insights-{name}") for name in INSIGHTS),
]
