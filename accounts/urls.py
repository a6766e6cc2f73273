"""Paths of the account's pages, below /accounts/."""

from django.urls import include, path

from accounts.web import home

urlpatterns = [
    path("", home.show, name="account"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
