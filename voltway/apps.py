"""Django's registration of the project itself, for its system checks."""

from importlib import import_module

from django.apps import AppConfig


class VoltwayConfig(AppConfig):
    """What composes the apps."""

    name = "voltway"

    def ready(self) -> None:
        """Register the checks."""
        import_module("voltway.checks")
