"""What templates of favourites need beside Django's own tags."""

from collections.abc import Mapping

from django import template

from stations.web import units

register = template.Library()


@register.filter
def of(words: Mapping[str, str] | str, key: str) -> str:
    """The words for a key; "" where there are none."""
    return words.get(key, "") if isinstance(words, Mapping) else ""


@register.filter
def kilo(value: int) -> str:
    """Watts as kilowatts, watt-hours as kilowatt-hours, with every digit that was given, without the unit."""
    return units.exact_figure(value)
