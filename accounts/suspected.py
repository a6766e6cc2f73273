"""Tells operators by mail which plugs of theirs drivers have made suspected: all of them in one, at most one a day."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from accounts.models import Letter
from stations.community.answering import token_of
from stations.community.finding import Place
from stations.community.speaking import addresses_of
from stations.documents import catalogue
from stations.models import Station, Suspicion
from stations.web import cards
from stations.web.community.findings import plug_names
from stations.web.community.place import station_of

_ATTEMPTS: Final = 5
# Plugs in a mail; more of them wait for the next day's.
_MOST: Final = 50
_KEY_BYTES: Final = 32


def tell_operators(*, now: datetime | None = None) -> None:
    """Put a mail on its way to each operator who was not told of some plug yet, and had none today (UTC).

    None for demo stations, or where the station's own record has no address.
    """
    moment = now or timezone.now()
    untold: dict[str, list[Suspicion]] = {}
    for suspicion in Suspicion.objects.filter(operator_told_at=None, until__gt=moment).order_by("since", "pk"):
        untold.setdefault(suspicion.station, []).append(suspicion)
    by_address: dict[str, list[Suspicion]] = {}
    for station in _with_operators(untold):
        if address := _address(station):
            by_address.setdefault(address, []).extend(untold[station])
    for address, suspicions in by_address.items():
        _tell(address, suspicions[:_MOST], moment)


def _with_operators(stations: Iterable[str]) -> list[str]:
    rows = Station.objects.filter(public_id__in=stations, vanished_at=None, source__demo=False)
    there = set(rows.exclude(source__in=catalogue.current().hidden).values_list("public_id", flat=True))
    return [station for station in stations if station in there]


def _address(station: str) -> str:
    """The first that can be one, as all others of the same mailbox are written; "" where there is none."""
    for address in addresses_of(station):
        try:
            validate_email(address)
        except ValidationError:
            continue
        return address.lower()
    return ""


def _tell(address: str, suspicions: Sequence[Suspicion], now: datetime) -> None:
    # The key of the day keeps a second one away; the address itself is forgotten once the mail is sent.
    whom = salted_hmac("accounts.suspected", address, algorithm="sha256").hexdigest()[:_KEY_BYTES]
    key = f"suspected {whom} {now:%Y-%m-%d}"
    if Letter.objects.filter(key=key).exists():
        return
    plugs = [_plug(suspicion) for suspicion in suspicions]
    with transaction.atomic():
        _letter, is_new = Letter.objects.enqueue(
            key=key, to=address, subject=_subject(plugs), text=_text(plugs), max_attempts=_ATTEMPTS
        )
        if is_new:
            told = Suspicion.objects.filter(pk__in=[suspicion.pk for suspicion in suspicions])
            told.update(operator_told_at=now)


def _plug(suspicion: Suspicion) -> dict[str, Any]:
    """What a mail says of one."""
    place = Place(suspicion.station, suspicion.evse_uid, suspicion.connector_uid)
    facts = station_of(place.station)
    return {
        "title": cards.title(facts),
        "name": plug_names(facts).get((place.evse_uid, place.connector_uid), ""),
        "evse": place.evse_uid,
        "reports": suspicion.reports,
        "page": settings.SITE_URL + facts["url"],
        "link": settings.SITE_URL + reverse("operator-answer", args=[token_of(place)]),
    }


def _subject(plugs: Sequence[dict[str, Any]]) -> str:
    if len(plugs) == 1:
        subject: str = gettext("Drivers report a broken plug at %s") % plugs[0]["title"]
        return subject[:200]
    words: str = ngettext("Drivers report %d broken plug", "Drivers report %d broken plugs", len(plugs))
    return words % len(plugs)


def _text(plugs: Sequence[dict[str, Any]]) -> str:
    return render_to_string("community/mail.txt", {"plugs": plugs, "site": settings.SITE_URL})
