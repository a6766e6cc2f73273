"""Django's registration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: known by their e-mail address."""

    name = "accounts"
