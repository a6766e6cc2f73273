"""The catalogue of car models in the console. What drivers keep is theirs alone: no page of the console shows it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import VehicleModel
from stations.admin.looking import Looking


@admin.register(VehicleModel)
class VehicleModelAdmin(Looking[VehicleModel]):
    """Models as `manage.py import_vehicles` found them."""

    list_display = ("brand", "name", "year", "takes", "ac", "dc", "battery")
    search_fields = ("brand", "name", "=year", "=uid")
    ordering = ("brand", "name")
    fields = ("uid", "brand", "name", "year", "battery", "takes", "ac", "dc")

    @admin.display(description=_("inlets"))
    def takes(self, model: VehicleModel) -> str:
        return ", ".join(model.inlets)

    @admin.display(description=_("AC, kW at most"), ordering="max_ac_power")
    def ac(self, model: VehicleModel) -> str | None:
        return _kilo(model.max_ac_power)

    @admin.display(description=_("DC, kW at most"), ordering="max_dc_power")
    def dc(self, model: VehicleModel) -> str | None:
        return _kilo(model.max_dc_power)

    @admin.display(description=_("battery, kWh"), ordering="battery_capacity")
    def battery(self, model: VehicleModel) -> str | None:
        return _kilo(model.battery_capacity)


def _kilo(value: int | None) -> str | None:
    return None if value is None else f"{value / 1000:g}"
