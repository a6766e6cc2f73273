"""What measures of quality are called."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.quality import strays, twins
from analytics.quality.checks import checks
from analytics.quality.fields import FIELDS

LICENCES: Final = {
    "open": gettext_lazy("may be passed on"),
    "closed": gettext_lazy("may not be passed on"),
    "unknown": gettext_lazy("nobody says"),
}


def fault_title(name: str) -> str:
    """What a class of fault is called; its name, where a later version knows it no more."""
    return str(_faults().get(name, (name, ""))[0])


def fault_about(name: str) -> str:
    """When a station has it."""
    return str(_faults().get(name, ("", ""))[1])


def told_worse(worse: Mapping[str, Any]) -> str:
    """One of `QualityLook.worse` in words."""
    now = {"before": f"{worse['before']:g}", "now": f"{worse['now']:g}"}
    if worse["kind"] == "field":
        field = FIELDS.get(worse["name"])
        title = field.title if field else worse["name"]
        return _("“%(title)s” is told of %(now)s %%, before of %(before)s %%") % {"title": title, **now}
    if worse["kind"] == "fault":
        title = fault_title(worse["name"])
        return _("“%(title)s” is found in %(now)s %%, before in %(before)s %%") % {"title": title, **now}
    if worse["kind"] == "refused":
        return _("%(now)s %% of the rows were refused, before %(before)s %%") % now
    return _("%(now)s %% were updated within a year, before %(before)s %%") % now


def _faults() -> dict[str, tuple[Any, Any]]:
    return {**{name: (check.title, check.about) for name, check in checks().items()}, **twins.TITLES, **strays.TITLES}
