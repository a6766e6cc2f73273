"""Small files that browsers and search engines ask for: robots.txt and the web manifest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# Searches have endlessly many addresses; the stations themselves are in the sitemap.
_ROBOTS = """User-agent: *
Disallow: /*?
Disallow: /api/
Disallow: /accounts/
Disallow: /admin/
Disallow: /preferences/

Sitemap: {sitemap}
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    text = _ROBOTS.format(sitemap=settings.SITE_URL + reverse("sitemap"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The address that browsers try where a page names no icon."""
    return HttpResponseRedirect(static("icons/favicon.svg"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icon = {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    content = {
        "name": "VoltWay",
        "short_name": "VoltWay",
        "description": _("Find a charger for your electric car."),
        "start_url": reverse("finder"),
        "display": "standalone",
        "background_color": "#f3f2ec",
        "theme_color": "#12242b",
        "icons": [icon],
    }
    return JsonResponse(content, content_type="application/manifest+json")
