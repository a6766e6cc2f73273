"""A part of a station's page: where its drivers charge, too."""

from collections.abc import Set
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.favourites.known import cards_of
from analytics.recommendations.alike import is_for_everybody, neighbours_of, others
from stations.web import cards

_SHOWN: Final = 5


def also_charge_at(request: HttpRequest, station: dict[str, Any], reader: cards.Reader, above: Set[str]) -> str:
    """HTML; "" where no five drivers are known who charge at another one, too.

    Of stations whose rows stand `above` already, only the names.
    """
    ids = neighbours_of(station["id"])
    at = station["coordinates"]
    found = cards_of(ids, reader, (at["latitude"], at["longitude"])) if ids else {}
    seen = [found[one].document for one in ids if one in found and not found[one].vanished_at]
    shown = [found[one["id"]].card for one in others(filter(is_for_everybody, seen), [station])[:_SHOWN]]
    context = {
        "cards": [card for card in shown if card.id not in above],
        "above": [card for card in shown if card.id in above],
    }
    return render_to_string("analytics/also.html", context, request) if shown else ""
