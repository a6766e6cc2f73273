"""The OpenAPI document, and the page that shows it: served by ourselves, within the content security policy."""

from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

_briefly_kept = cache_control(public=True, max_age=300)

SCHEMA = _briefly_kept(SpectacularAPIView.as_view())
PAGE = SpectacularSwaggerSplitView.as_view(
    url_name="api-schema",
    title="VoltWay API",
    template_name="api/docs.html",
    template_name_js="api/docs.js",
)
