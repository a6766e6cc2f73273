"""The catalogue of car models in the console. What drivers keep is theirs alone: no page of the console shows it."""

from django.contrib import admin

from accounts.models import VehicleModel
from stations.admin.looking import Looking


@admin.register(VehicleModel)
class VehicleModelAdmin(Looking[VehicleModel]):
    """Models as `manage.py import_vehicles` found them."""

    list_display = ("brand", "name", "year", "inlets", "max_ac_power", "max_dc_power", "battery_capacity")
    search_fields = ("brand", "name", "=year", "=uid")
    ordering = ("brand", "name")
    fields = ("uid", "brand", "name", "year", "battery_capacity", "inlets", "max_ac_power", "max_dc_power")
