"""Figures as reports write them, by the language of now."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def whole(number: int) -> str:
    """With grouping."""
    return number_format(number, 0, force_grouping=True)


def percent(share: float | None) -> str:
    """With one digit; None is not known."""
    if share is None:
        return _("not known")
    return _("%(n)s %%") % {"n": number_format(round(share, 1), 1, force_grouping=True)}


def signed(share: float | None) -> str:
    """A change; None where there is nothing to compare with."""
    if share is None:
        return _("nothing to compare with")
    return f"{'+' if share >= 0 else '−'}{percent(abs(share))}"
