"""Where everything is mounted; no logic."""

from django.contrib import admin
from django.urls import include, path, re_path

from accounts.web import pricing
from analytics.api import similar
from analytics.web import recommendations
from stations.api import health
from voltway.observability import exposition

urlpatterns = [
    path("accounts/recommendations/", recommendations.show, name="recommendations"),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("health", health.readyz, name="health"),
    path("livez", health.livez, name="livez"),
    path("metrics", exposition.show, name="metrics"),
    path("pricing/", pricing.show, name="pricing"),
    path("readyz", health.readyz, name="readyz"),
    path("analytics/", include("analytics.web.urls")),
    path("data/quality/", include("analytics.web.quality_urls")),
    path("api/v2/analytics/", include("analytics.api.urls")),
    path("api/v2/me/recommendations/", similar.Recommendations.as_view(), name="api-recommendations"),
    path("api/v2/me/", include("accounts.api.urls")),
    path("api/v1/", include("accounts.api.v1.urls")),
    re_path(r"^api/v2/stations/(?P<public_id>[a-z2-7]{12})/similar/$", similar.Similar.as_view(), name="api-similar"),
    path("api/", include("stations.api.urls")),
    path("ocpi/", include("stations.api.ocpi.urls")),
    path("", include("stations.web.urls")),
]

handler400 = "voltway.errors.bad_request"
handler403 = "stations.web.errors.forbidden"
handler404 = "stations.web.errors.not_found"
# Not Django's: allauth asks for it.
handler429 = "accounts.limits.too_many"
handler500 = "voltway.errors.broken"
