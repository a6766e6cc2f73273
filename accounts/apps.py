"""Django's registration of the accounts app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: known by their e-mail address."""

    name = "accounts"
    # allauth has an app of the name "Accounts" in the console, too.
    verbose_name = _("People, keys and plans")

    def ready(self) -> None:
        """Connect what listens."""
        for name in ("accounts.verification", "accounts.keys.passwords"):
            import_module(name)
        # After Django's own receiver, which makes the permissions: `auth` is ready before this app.
        post_migrate.connect(import_module("accounts.roles").set_rights)
