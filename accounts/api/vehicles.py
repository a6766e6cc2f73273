"""`me/vehicles/`: somebody's cars, each known by an id that its owner's program makes."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api import schema
from accounts.api.base import MineView, owner
from accounts.models import Vehicle
from accounts.vehicles.facts import FIELDS, read_facts
from accounts.vehicles.inlets import takes
from accounts.vehicles.keep import drop_vehicle, keep_vehicle
from stations.api.answers import now_utc
from stations.api.written import answer, body_of, conditions, moment, nothing, one
from voltway.lib.problems import NotFound


class Vehicles(MineView):
    """All of them, the oldest first."""

    @extend_schema(**schema.VEHICLES)
    def get(self, request: Request) -> HttpResponse:
        """List your cars."""
        cars = Vehicle.objects.filter(user=owner(request)).order_by("added_at", "pk")
        return answer({"data": [as_dict(car) for car in cars]})


class OneVehicle(MineView):
    """One of them."""

    @extend_schema(**schema.VEHICLE)
    def get(self, request: Request, uid: UUID) -> HttpResponse:
        """Read one car."""
        car = Vehicle.objects.filter(user=owner(request), uid=uid).first()
        if car is None:
            raise NotFound("You have no car with this id.")
        return one(request, as_dict(car))

    @extend_schema(**schema.VEHICLE_KEEP)
    def put(self, request: Request, uid: UUID) -> HttpResponse:
        """Add a car, or change it."""
        facts = read_facts(body_of(request, FIELDS))
        check = conditions(request, as_dict)
        car, is_new = keep_vehicle(by=owner(request), uid=uid, facts=facts, now=now_utc(), check=check)
        return one(request, as_dict(car), HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    @extend_schema(**schema.VEHICLE_DROP)
    def delete(self, request: Request, uid: UUID) -> HttpResponse:
        """Remove a car."""
        drop_vehicle(by=owner(request), uid=uid, check=conditions(request, as_dict))
        return nothing()


def as_dict(car: Vehicle) -> dict[str, Any]:
    """What the API says of a car. Watts and watt-hours."""
    return {
        "id": str(car.uid),
        "name": car.name,
        "model": car.model_uid or None,
        "inlets": car.inlets,
        "battery_capacity": car.battery_capacity,
        "max_ac_power": car.max_ac_power,
        "max_dc_power": car.max_dc_power,
        "chosen": car.chosen,
        "takes": takes(car.inlets),
        "added_at": moment(car.added_at),
    }
