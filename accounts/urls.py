"""Paths of the account's pages, below /accounts/."""

from django.urls import include, path

from accounts.web import home, keys, privacy_page, profile_page

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
]
