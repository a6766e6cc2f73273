"""Django's registration of the analytics app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    """What happened; nobody below knows of it."""

    name = "analytics"
    verbose_name = _("Charging sessions and use of the site")
