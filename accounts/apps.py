"""Django's registration of the accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: known by their e-mail address."""

    name = "accounts"

    def ready(self) -> None:
        """Connect what listens."""
        for name in ("accounts.verification", "accounts.keys.passwords"):
            import_module(name)
