"""What every page knows: the visitor's choices, the site's address, and whether demo stations are about."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from stations.documents import catalogue
from stations.models import Station
from stations.web import preferences


@dataclass(frozen=True, slots=True)
class Site:
    """`units` and `theme` are the visitor's; `demo`: invented stations are in the database; `mixed`: real ones too."""

    url: str
    units: str
    theme: str
    unit_choices: list[tuple[str, str]]
    theme_choices: list[tuple[str, str]]
    demo: bool
    mixed: bool


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor: `site`, made when a template first looks at it."""
    return {"site": SimpleLazyObject(lambda: _site(request))}


def _site(request: HttpRequest) -> Site:
    chosen = preferences.of(request)
    demo = has_stations(invented=True)
    return Site(
        url=settings.SITE_URL,
        units=chosen.units,
        theme=chosen.theme,
        unit_choices=[("km", _("Kilometres")), ("mi", _("Miles"))],
        theme_choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        demo=demo,
        mixed=demo and has_stations(invented=False),
    )


def has_stations(*, invented: bool) -> bool:
    ids = [key for key, source in catalogue.current().sources.items() if source.demo is invented]
    return bool(ids) and Station.objects.filter(source__in=ids).exists()
