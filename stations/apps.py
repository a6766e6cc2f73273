"""Django's registration of the stations app."""

from django.apps import AppConfig


class StationsConfig(AppConfig):
    """Facts about chargers."""

    name = "stations"
