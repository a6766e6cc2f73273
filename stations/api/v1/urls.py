"""Paths of version 1, below /api/. The first VoltWay had some with a slash at their end; both forms are answered."""

from django.urls import re_path

from stations.api import bulk, health
from stations.api.v1 import exports, stations

urlpatterns = [
    re_path(r"^v1/stations/?$", stations.Stations.as_view(), name="api-v1-stations"),
    re_path(r"^v1/stations/search/?$", stations.Search.as_view(), name="api-v1-search"),
    re_path(r"^v1/stations/suggestions/?$", stations.Suggestions.as_view(), name="api-v1-suggestions"),
    re_path(r"^v1/stations/bulk/?$", bulk.BulkV1.as_view(), name="api-v1-bulk"),
    re_path(r"^v1/stations/(?P<public_id>[^/]+)/?$", stations.Station.as_view(), name="api-v1-station"),
    re_path(r"^v1/export/data/?$", exports.ExportData.as_view(), name="api-v1-export-data"),
    re_path(r"^v1/export/status/(?P<job_id>[^/]+)/?$", exports.ExportJob.as_view(), name="api-v1-export-status"),
    re_path(r"^v1/health/?$", health.readyz),
]
