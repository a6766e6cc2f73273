"""Paths of the pages below /data/quality/."""

from django.urls import path

from analytics.web import quality

urlpatterns = [
    path("", quality.index, name="data-quality"),
    path("<slug:uid>/", quality.show, name="data-quality-source"),
]
