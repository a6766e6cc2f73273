"""Django's registration of the operator's console."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """Django's admin, behind our log-in."""

    default_site = "accounts.door.Console"
