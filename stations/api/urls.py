"""Paths of the API, below /api/."""

from django.urls import path, re_path

from stations.api import bulk, catalogue, docs, errors, exports, health, stations, tiles
from stations.api.community import edits, findings, photos, reviews
from stations.api.v1 import urls as v1

_STATION = "(?P<station>[a-z2-7]{12})"
_ID = r"(?P<public_id>[\w-]{22})"

urlpatterns = [
    path("v2/stations/", stations.Stations.as_view(), name="api-stations"),
    path("v2/stations/nearby/", stations.Nearby.as_view(), name="api-nearby"),
    path("v2/stations/suggestions/", catalogue.Suggestions.as_view(), name="api-suggestions"),
    path("v2/stations/bulk/", bulk.Bulk.as_view(), name="api-bulk"),
    path("v2/stations/<str:public_id>/", stations.Station.as_view(), name="api-station"),
    re_path(rf"^v2/stations/{_STATION}/edits/$", edits.Edits.as_view(), name="api-edits"),
    path("v2/edits/", edits.NewStations.as_view(), name="api-own-edits"),
    path("v2/stations/<str:public_id>/checkins/", findings.CheckIns.as_view(), name="api-checkins"),
    path("v2/stations/<str:public_id>/reports/", findings.FaultReports.as_view(), name="api-reports"),
    re_path(rf"^v2/stations/{_STATION}/photos/$", photos.Photos.as_view(), name="api-photos"),
    re_path(rf"^v2/stations/{_STATION}/photos/{_ID}/$", photos.OnePhoto.as_view(), name="api-photo"),
    re_path(rf"^v2/stations/{_STATION}/reviews/$", reviews.Reviews.as_view(), name="api-reviews"),
    re_path(rf"^v2/stations/{_STATION}/reviews/{_ID}/$", reviews.OneReview.as_view(), name="api-review"),
    re_path(rf"^v2/stations/{_STATION}/reviews/{_ID}/vote/$", reviews.ReviewVote.as_view(), name="api-review-vote"),
    re_path(rf"^v2/stations/{_STATION}/reviews/{_ID}/reply/$", reviews.ReviewReply.as_view(), name="api-review-reply"),
    path("v2/operators/", catalogue.Operators.as_view(), name="api-operators"),
    path("v2/sources/", catalogue.Sources.as_view(), name="api-sources"),
    path("v2/exports/", exports.Exports.as_view(), name="api-exports"),
    path("v2/exports/<str:public_id>/", exports.ExportStatus.as_view(), name="api-export"),
    path("v2/exports/<str:public_id>/file/", exports.ExportFile.as_view(), name="api-export-file"),
    path("v2/tiles/<int:z>/<int:x>/<int:y>.mvt", tiles.Tile.as_view(), name="api-tile"),
    path("v2/tiles.json", tiles.TileJson.as_view(), name="api-tilejson"),
    *v1.urlpatterns,
    path("v2/health", health.readyz, name="api-health"),
    path("schema/", docs.SCHEMA, name="api-schema"),
    path("docs/", docs.PAGE, name="api-docs"),
    # Any character: a line break, too.
    re_path(r"^(?P<rest>[\s\S]*)$", errors.unknown_path, name=errors.UNKNOWN_PATH),
]
