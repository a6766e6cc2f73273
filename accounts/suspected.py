"""Tells the operator of a station by mail when drivers have made a plug of it suspected."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Letter
from stations.community.answering import token_of
from stations.community.finding import Place
from stations.models import Station, Suspicion
from stations.signals import plug_suspected
from stations.web import cards
from stations.web.community.findings import plug_names, station_of

_ATTEMPTS: Final = 5


@receiver(plug_suspected, dispatch_uid="accounts.suspected")
def tell_operator(suspicion: Suspicion, now: datetime, **_: Any) -> None:
    """Put a mail on its way, one a day for each station; none for demo stations, or where no address is known."""
    station = Station.objects.select_related("operator", "source").filter(public_id=suspicion.station).first()
    if station is None or station.vanished_at or station.operator is None or station.source.demo:
        return
    try:
        validate_email(station.operator.email)
    except ValidationError:
        return
    facts = station_of(station.public_id)
    title = cards.title(facts)
    # The key of the day keeps a second one away.
    Letter.objects.enqueue(
        key=f"suspected {station.public_id} {now:%Y-%m-%d}",
        to=station.operator.email,
        subject=_subject(title),
        text=_text(suspicion, facts, title),
        max_attempts=_ATTEMPTS,
    )


def _subject(title: str) -> str:
    return (gettext("Drivers report a broken plug at %s") % title)[:200]


def _text(suspicion: Suspicion, facts: dict[str, Any], title: str) -> str:
    place = Place(suspicion.station, suspicion.evse_uid, suspicion.connector_uid)
    return render_to_string(
        "community/mail.txt",
        {
            "title": title,
            "plug": plug_names(facts).get((place.evse_uid, place.connector_uid), ""),
            "evse": suspicion.evse_uid,
            "reports": suspicion.reports,
            "page": settings.SITE_URL + facts["url"],
            "link": settings.SITE_URL + reverse("operator-answer", args=[token_of(place)]),
            "site": settings.SITE_URL,
        },
    )
