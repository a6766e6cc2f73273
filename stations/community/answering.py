"""The operator of a station answers what drivers found at a plug, by a link in a mail that nobody else has."""

from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction

from stations.community import suspicions
from stations.community.finding import Place, plain_text
from stations.community.suspicion import USUAL
from stations.models import CheckIn, Contribution, FaultReport
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


def answer(*, at: Place, text: str, repaired: bool, now: datetime) -> int:
    """Answer what was found at a plug lately; how many findings it was. `repaired`: they count no more.

    Raises InvalidParameters where nothing is said.
    """
    told = plain_text(text, "answer")
    if not (told or repaired):
        raise InvalidParameters("This can't be kept.", errors=[ParameterError("answer", "is needed")])
    with transaction.atomic():
        hold(f"told of {at.station}")
        lately = {
            "station": at.station,
            "evse_uid": at.evse_uid,
            "connector_uid": at.connector_uid,
            "created_at__gt": now - USUAL.within,
            "state": Contribution.State.SHOWN,
        }
        answered = sum(
            kind._default_manager.filter(**lately).update(answer=told, answered_at=now, repaired=repaired)
            for kind in (FaultReport, CheckIn)
        )
        suspicions.weigh(at.station, at.evse_uid, at.connector_uid, now=now)
    return answered
