"""Django's registration of the project itself, for its system checks."""

from importlib import import_module

from django.apps import AppConfig


class VoltwayConfig(AppConfig):
    """What composes the apps."""

    name = "voltway"

    def ready(self) -> None:
        """Register the checks, and watch databases and imports."""
        import_module("voltway.checks")
        from stations.observed import count_rows
        from stations.signals import import_finished
        from voltway.observability import measured, queries

        queries.install()
        measured.install()
        import_finished.connect(count_rows, dispatch_uid="voltway.import_rows")
