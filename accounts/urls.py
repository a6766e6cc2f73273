"""Paths of the account's pages, below /accounts/."""

from django.urls import include, path, re_path

from accounts.web import favourites, home, keys, privacy_page, profile_page, searches, usage_report, vehicles

urlpatterns = [
    path("", home.show, name="account"),
    path("profile/", profile_page.show, name="profile"),
    path("privacy/", privacy_page.show, name="privacy"),
    path("privacy/download/", privacy_page.download, name="privacy-download"),
    path("privacy/delete/", privacy_page.delete, name="privacy-delete"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("keys/", keys.show, name="keys"),
    path("keys/<slug:prefix>/", keys.usage_of, name="key"),
    path("keys/<slug:prefix>/rotate/", keys.rotate, name="key-rotate"),
    path("keys/<slug:prefix>/revoke/", keys.revoke, name="key-revoke"),
    path("usage/", usage_report.show, name="usage"),
    path("usage/file.csv", usage_report.file, name="usage-file"),
    path("favourites/", favourites.show, name="favourites"),
    re_path(r"^favourites/(?P<station>[a-z2-7]{12})/$", favourites.one, name="favourite"),
    re_path(r"^favourites/file\.(?P<form>json|csv|gpx)$", favourites.file, name="favourites-file"),
    path("favourites/import/", favourites.bring, name="favourites-import"),
    path("vehicles/", vehicles.show, name="vehicles"),
    path("vehicles/<uuid:uid>/", vehicles.one, name="vehicle"),
    path("searches/", searches.show, name="searches"),
    path("searches/<uuid:uid>/", searches.one, name="search"),
]
