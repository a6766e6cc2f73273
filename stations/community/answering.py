"""The operator of a station answers what drivers found at a plug, by a link in a mail that nobody else has."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from stations.community import suspicions
from stations.community.admission import check_not_blocked
from stations.community.author import Author
from stations.community.finding import Place, plain_text
from stations.community.suspicion import USUAL
from stations.models import FAULTS, CheckIn, Contribution, FaultReport, OperatorAnswer
from voltway.lib.locks import hold
from voltway.lib.problems import InvalidParameters, NotFound, ParameterError

_SALT: Final = "stations.community.answering"
# As long as somebody may come back to a mail.
_GOOD_FOR: Final = timedelta(days=30)


def token_of(place: Place) -> str:
    """What a link to answer for a plug holds: readable, and made here alone."""
    return signing.dumps([place.station, place.evse_uid, place.connector_uid], salt=_SALT)


def place_of(token: str) -> Place:
    """Raises NotFound for a token that was not made here, or long ago."""
    try:
        station, evse_uid, connector_uid = signing.loads(token, salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature:
        raise NotFound("This link was not made here, or is too old.") from None
    return Place(station, evse_uid, connector_uid)


def answer(*, at: Place, text: str, repaired: bool, by: Author, now: datetime) -> int:
    """Answer the faults that were found at a plug lately; how many. Kept as a row of its own, which moderators see.

    An answer alone is for what was not answered yet. `repaired`: all of it counts no more, and no later answer takes
    that back. Raises InvalidParameters where nothing is said, NotAllowed for whoever is blocked.
    """
    told = plain_text(text, "answer")
    if not (told or repaired):
        raise InvalidParameters("This can't be kept.", errors=[ParameterError("answer", "is needed")])
    with transaction.atomic():
        hold(f"told of {at.station}")
        check_not_blocked(by, now=now)
        asked = {"repaired": False} if repaired else {"answered_at": None}
        faults = [rows.filter(**asked) for rows in _faults(at, now)]
        if not any(rows.exists() for rows in faults):
            return 0
        said = OperatorAnswer.objects.create(
            station=at.station,
            evse_uid=at.evse_uid,
            connector_uid=at.connector_uid,
            origin=by.origin,
            created_at=now,
            text=told,
            repaired=repaired,
        )
        beside = {"answered_by": said, "answer": told, "answered_at": now, "repaired": repaired}
        answered = sum(rows.update(**beside) for rows in faults)
        suspicions.weigh(at.station, at.evse_uid, at.connector_uid, now=now)
    return answered


def _faults(at: Place, now: datetime) -> list[QuerySet[Any]]:
    """What was found broken at a plug lately, by table; nobody answers for a car that stood in the way."""
    lately = {
        "station": at.station,
        "evse_uid": at.evse_uid,
        "connector_uid": at.connector_uid,
        "created_at__gt": now - USUAL.within,
        "state": Contribution.State.SHOWN,
    }
    return [FaultReport.objects.filter(**lately), CheckIn.objects.filter(**lately, outcome__in=FAULTS)]
