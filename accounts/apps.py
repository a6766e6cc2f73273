"""Django's registration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: known by their e-mail address."""

    name = "accounts"

    def ready(self) -> None:
        """Connect what listens."""
        from accounts import verification  # noqa: F401
