"""Paths of OCPI, below /ocpi/. The standard has no slash at their end; whoever adds one is answered, too."""

from django.urls import re_path

from stations.api.ocpi import views
from stations.api.ocpi.views import VERSION

_LOCATIONS = rf"^{VERSION}/locations"
_ID = r"/(?P<public_id>[^/]+)"
_EVSE = r"/(?P<evse_uid>[^/]+)"
_CONNECTOR = r"/(?P<connector_id>[^/]+)"

urlpatterns = [
    re_path(r"^versions/?$", views.Versions.as_view(), name="ocpi-versions"),
    re_path(rf"^{VERSION}/?$", views.Endpoints.as_view(), name="ocpi-endpoints"),
    re_path(rf"{_LOCATIONS}/?$", views.Locations.as_view(), name="ocpi-locations"),
    re_path(rf"{_LOCATIONS}{_ID}/?$", views.Location.as_view(), name="ocpi-location"),
    re_path(rf"{_LOCATIONS}{_ID}{_EVSE}/?$", views.Evse.as_view(), name="ocpi-evse"),
    re_path(rf"{_LOCATIONS}{_ID}{_EVSE}{_CONNECTOR}/?$", views.Connector.as_view(), name="ocpi-connector"),
    re_path(r"^(?P<rest>[\s\S]*)$", views.Unknown.as_view(), name="ocpi-unknown"),
]
