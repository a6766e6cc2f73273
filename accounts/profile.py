"""How somebody wants pages: language, units, usual filters. Put into the cookies that every visitor may have.

So public pages stay the same for all who have the same cookies, and ask no session.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse

from accounts.models import User
from stations.web import preferences


@dataclass(frozen=True, slots=True)
class Profile:
    """What is chosen; "" is left to the browser. `filters` are parameters of a search."""

    language: str
    units: str
    filters: str
    usage_reports: bool


def change_profile(*, by: User, to: Profile) -> None:
    """Keep what somebody chose for themselves."""
    by.language, by.units, by.filters, by.usage_reports = to.language, to.units, to.filters, to.usage_reports
    by.save(update_fields=["language", "units", "filters", "usage_reports"])


def show_in(response: HttpResponse, user: User) -> None:
    """Have this browser show pages as the profile says; where it says nothing, as the browser did."""
    if user.language:
        preferences.keep(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    if user.units:
        preferences.keep(response, "units", user.units)
    preferences.keep(response, preferences.FILTERS, user.filters)
