"""Paths of version 1 for people, below /api/v1/; with a slash at their end or without one."""

from django.urls import re_path

from accounts.api.v1 import favourites, people

urlpatterns = [
    re_path(r"^favorites/?$", favourites.Favourites.as_view(), name="api-v1-favourites"),
    re_path(r"^favorites/(?P<station>[a-z2-7]{12})/?$", favourites.FavouriteStation.as_view(), name="api-v1-favourite"),
    re_path(r"^auth/register/?$", people.Register.as_view(), name="api-v1-register"),
    re_path(r"^auth/login/?$", people.LogIn.as_view(), name="api-v1-log-in"),
]
