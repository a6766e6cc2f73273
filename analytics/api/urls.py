"""Paths of the API below /api/v2/analytics/."""

from django.urls import path

from analytics.api.insights import VIEWS

urlpatterns = [path(f"{name}/", view.as_view(), name=f"api-analytics-{name}") for name, view in VIEWS.items()]
