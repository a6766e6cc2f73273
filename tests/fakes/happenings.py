"""What happened at chargers and on the site, for tests that look at insights: the same on every database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from analytics.models import ChargingSession, Event, StaleDay
from analytics.recommendations import covisits
from analytics.rollups import fold, ratings
from analytics.rollups.stale import mark_days
from stations.models import Review, Station

LAST = datetime(2026, 11, 20, tzinfo=UTC)
DAYS = 70


def happen(sessions: int = 1_500) -> None:
    """Sessions and events of ten weeks, at some of the stations that are there and at places of no station."""
    dice = Random(6)
    stations = list(Station.objects.order_by("public_id").values_list("public_id", flat=True)[:20])
    places = [*((station, "") for station in stations), ("", "Quay"), ("", "Station Road")]
    ChargingSession.objects.bulk_create(_session(dice, number, *dice.choice(places)) for number in range(sessions))
    Event.objects.bulk_create(_event(dice, stations) for _ in range(sessions))
    mark_days(StaleDay.Kind.EVENTS, set(Event.objects.values_list("day", flat=True)))
    fold.rebuild(now=LAST)
    Review.objects.bulk_create(_review(dice, station) for station in stations for _ in range(9))
    ratings.refresh(now=LAST)
    covisits.renew(now=LAST)


def _session(dice: Random, number: int, station: str, site: str) -> ChargingSession:
    begun = LAST - timedelta(days=dice.randrange(DAYS), minutes=dice.randrange(1440))
    known, currency = dice.random() < 0.9, dice.choice(["EUR", "GBP", ""])
    return ChargingSession(
        feed="uk-dundee",
        native_id=str(number),
        station=station,
        site=site,
        operator=dice.choice(["Volta Nord", "Stromwerk", ""]),
        started_at=begun,
        ended_at=begun + timedelta(minutes=dice.randrange(5, 300)) if known else None,
        energy_wh=dice.randrange(1_000, 60_000) if known else None,
        cost=Decimal(dice.randrange(4_000)) / 100 if currency and known else None,
        currency=currency,
        driver=f"driver {number % 60}" if number % 3 else "",
        time_zone="UTC",
        day=begun.date(),
        hour=begun.hour,
        state="ENDED" if known else "OPEN",
        changed_at=LAST,
    )


def _review(dice: Random, station: str) -> Review:
    at = LAST - timedelta(days=dice.randrange(DAYS))
    return Review(station=station, stars=dice.choice([1, 3, 4, 5, 5]), created_at=at, changed_at=at)


def _event(dice: Random, stations: list[str]) -> Event:
    at = {"day": (LAST - timedelta(days=dice.randrange(DAYS))).date(), "hour": dice.randrange(24)}
    area = f"{dice.randrange(480, 484) / 10:.1f},{dice.randrange(110, 113) / 10:.1f}"
    return dice.choice(
        [
            Event(kind="VIEWED", subject=dice.choice(stations or ["-"]), times=dice.randrange(1, 9), **at),
            Event(kind="SEARCHED", subject=area, outcome=dice.choice(["found", "nothing"]), times=3, **at),
            Event(kind="API", subject="api-stations", outcome="2xx", bucket=dice.randrange(9), times=7, **at),
        ]
    )
