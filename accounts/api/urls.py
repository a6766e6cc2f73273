"""Paths of the API below /api/v2/me/."""

from django.urls import path, re_path

# `description` is imported to be known to whoever writes the OpenAPI document; other processes need none of it.
from accounts.api import description as description
from accounts.api import favourites, searches, vehicles

urlpatterns = [
    path("favourites/", favourites.Favourites.as_view(), name="api-favourites"),
    re_path(r"^favourites/(?P<station>[a-z2-7]{12})/$", favourites.FavouriteStation.as_view(), name="api-favourite"),
    path("vehicles/", vehicles.Vehicles.as_view(), name="api-vehicles"),
    path("vehicles/<uuid:uid>/", vehicles.OneVehicle.as_view(), name="api-vehicle"),
    path("searches/", searches.Searches.as_view(), name="api-searches"),
    path("searches/<uuid:uid>/", searches.OneSearch.as_view(), name="api-search"),
]
