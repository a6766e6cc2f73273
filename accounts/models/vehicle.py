"""Cars: the models of a catalogue, and those that drivers have."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class VehicleModel(models.Model):
    """A model of the imported catalogue (`manage.py import_vehicles`). Watts and watt-hours; null is "not known"."""

    uid = models.CharField(max_length=60, unique=True)
    brand = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField(null=True)
    battery_capacity = models.PositiveIntegerField(null=True)
    # Names of `accounts.vehicles.inlets.Inlet`.
    inlets = models.JSONField(default=list)
    max_ac_power = models.PositiveIntegerField(null=True)
    max_dc_power = models.PositiveIntegerField(null=True)
    # Brand, name and year, folded: what is searched.
    search_text = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("vehicle model")
        verbose_name_plural = _("vehicle models")

    def __str__(self) -> str:
        return f"{self.brand} {self.name}"


class Vehicle(models.Model):
    """Somebody's car. It keeps its own figures, so that a new catalogue changes no car. Watts and watt-hours."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="vehicles", db_index=False)
    # Made by whoever adds the car, so that adding it again is the same car.
    uid = models.UUIDField()
    name = models.CharField(max_length=60)
    # The catalogue's uid of its model, where it was chosen there.
    model_uid = models.CharField(max_length=60, blank=True)
    battery_capacity = models.PositiveIntegerField(null=True)
    inlets = models.JSONField()
    max_ac_power = models.PositiveIntegerField(null=True)
    max_dc_power = models.PositiveIntegerField(null=True)
    # The car that the finder looks for chargers for.
    chosen = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            # Also the index of somebody's cars.
            models.UniqueConstraint(fields=["user", "uid"], name="accounts_vehicle_once"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(chosen=True), name="accounts_vehicle_one_chosen"
            ),
            # Zero is no figure: what is not known is null.
            models.CheckConstraint(
                condition=(models.Q(battery_capacity=None) | models.Q(battery_capacity__gt=0))
                & (models.Q(max_ac_power=None) | models.Q(max_ac_power__gt=0))
                & (models.Q(max_dc_power=None) | models.Q(max_dc_power__gt=0)),
                name="accounts_vehicle_figures_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name
