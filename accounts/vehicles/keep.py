"""A driver's garage: cars are added and changed, one of them is the one to find chargers for."""

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.models import User, Vehicle
from accounts.owner import Check, held, no_check
from accounts.vehicles.facts import VehicleFacts
from voltway.lib.problems import Conflict, NotFound

MAX_VEHICLES: Final = 20


def keep_vehicle(
    *, by: User, uid: UUID, facts: VehicleFacts, now: datetime, check: Check = no_check
) -> tuple[Vehicle, bool]:
    """Add a car, or change it. Gives the car, and whether it is new. The first one is chosen of itself.

    Raises Conflict where too many are kept.
    """
    values = {**asdict(facts), "inlets": list(facts.inlets)}
    with held(by):
        own = Vehicle.objects.filter(user=by)
        there = own.filter(uid=uid).first()
        check(there)
        if there is None and own.count() >= MAX_VEHICLES:
            raise Conflict(f"{MAX_VEHICLES} cars are kept already; remove one first.")
        values["chosen"] = facts.chosen or not own.exclude(uid=uid).filter(chosen=True).exists()
        if values["chosen"]:
            own.exclude(uid=uid).filter(chosen=True).update(chosen=False)
        vehicle, _ = Vehicle.objects.update_or_create(
            user=by, uid=uid, defaults=values, create_defaults={**values, "added_at": now}
        )
    return vehicle, there is None


def choose_vehicle(*, by: User, uid: UUID) -> None:
    """Find chargers for this car from now on. Raises NotFound for one that isn't theirs."""
    with held(by):
        own = Vehicle.objects.filter(user=by)
        if not own.filter(uid=uid).exists():
            raise _no_such_car()
        own.exclude(uid=uid).filter(chosen=True).update(chosen=False)
        own.filter(uid=uid).update(chosen=True)


def drop_vehicle(*, by: User, uid: UUID, check: Check = no_check) -> None:
    """Remove a car; where it was the chosen one, the newest of the others is. Raises NotFound."""
    with held(by):
        own = Vehicle.objects.filter(user=by)
        there = own.filter(uid=uid).first()
        if there is None:
            raise _no_such_car()
        check(there)
        there.delete()
        newest = own.order_by("-added_at", "-pk").first()
        if newest and not own.filter(chosen=True).exists():
            own.filter(pk=newest.pk).update(chosen=True)


def _no_such_car() -> NotFound:
    return NotFound("You have no car with this id.")
