"""A charging place (an OCPI Location), its EVSEs and their connectors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.operator import Operator
from stations.models.source import ImportRun, Source
from stations.ocpi import Access, ConnectorFormat, ParkingType, PowerType, Status


class Schedule(models.Model):
    """Opening hours in a time zone, one row for all stations that share them, so that "open now" is asked once."""

    key = models.BinaryField(max_length=16, unique=True)
    hours = models.BinaryField(help_text=_("OpeningHours as MessagePack"))
    time_zone = models.CharField(max_length=50, blank=True)

    def __str__(self) -> str:
        return f"schedule {self.pk}"


class Station(models.Model):
    """A place where vehicles charge. Watts, degrees, UTC; null is "not known".

    `cell`, `fits` and `traits` are derived from the facts for searching (docs/adr/0001-cells.md); `document` is the
    JSON that lists and details send (docs/adr/0002-stored-documents.md). All are rebuilt by `rebuild_documents`.
    """

    public_id = models.CharField(max_length=12, unique=True, editable=False)
    # No index of its own: one of several columns begins with it.
    source = models.ForeignKey(Source, models.CASCADE, related_name="stations", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=3, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    time_zone = models.CharField(max_length=50, blank=True)
    access = models.CharField(max_length=10, choices=[(v, v) for v in Access], default=Access.UNKNOWN)
    parking_type = models.CharField(max_length=20, blank=True, choices=[(v, v) for v in ParkingType])
    operator = models.ForeignKey(Operator, models.SET_NULL, null=True, related_name="stations")
    schedule = models.ForeignKey(Schedule, models.SET_NULL, null=True, related_name="+", db_index=False)
    price_text = models.CharField(max_length=500, blank=True)
    max_electric_power = models.PositiveIntegerField(null=True)
    evse_count = models.PositiveIntegerField(default=0)
    operational = models.BooleanField(null=True)
    open_licence = models.BooleanField(null=True)
    last_updated = models.DateTimeField(null=True)
    # When the record was last seen on its own; the source's `whole_seen_at` may be later.
    seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Number of its latest change (`DataVersion.next_change`).
    change = models.BigIntegerField(default=0, db_default=0)
    vanished_at = models.DateTimeField(null=True)
    # Shared by stations of several sources that name the same EVSE: the smallest public id among them.
    group = models.CharField(max_length=12, blank=True)

    cell = models.BigIntegerField()
    fits = models.BigIntegerField(default=0)
    traits = models.BigIntegerField(default=0)
    search_text = models.TextField(blank=True)
    document = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="stations_station_on_earth",
            ),
            # Zero or negative power is a fault of a source, never a fact.
            models.CheckConstraint(
                condition=models.Q(max_electric_power__isnull=True) | models.Q(max_electric_power__gt=0),
                name="stations_station_power_positive",
            ),
            models.CheckConstraint(condition=models.Q(cell__gte=0), name="stations_station_cell_positive"),
            models.CheckConstraint(
                condition=models.Q(access__in=[str(value) for value in Access]), name="stations_station_access_known"
            ),
        ]
        indexes = [
            # search and tiles: one range read answers a search without the rows, which are long. The order of cells and
            # public ids is the order of pages; the exact position ends every search by cells.
            models.Index(
                fields=[
                    "cell",
                    "public_id",
                    "fits",
                    "traits",
                    "access",
                    "operator",
                    "source",
                    "schedule",
                    "latitude",
                    "longitude",
                    "max_electric_power",
                    "evse_count",
                ],
                condition=models.Q(vanished_at__isnull=True),
                name="stations_station_cell",
            ),
            # Console: what has vanished or is hidden, the latest stations first.
            models.Index(
                fields=["id"], condition=models.Q(vanished_at__isnull=False), name="stations_station_vanished"
            ),
            # stations/search/groups: the other members of a group.
            models.Index(fields=["group"], condition=~models.Q(group=""), name="stations_station_group"),
            # stations/search/changes, OCPI: what of a source has changed since, without the rows. Also the stations of
            # a small source, and of one that goes.
            models.Index(fields=["source", "change", "public_id", "traits"], name="stations_station_change"),
        ]

    def __str__(self) -> str:
        return self.name or self.address or self.public_id


class RemovedStation(models.Model):
    """A station that is not in the database any more, so that whoever has a copy of it can be told."""

    # One that came back and was removed again counts from then.
    public_id = models.CharField(max_length=12, unique=True)
    change = models.BigIntegerField()

    class Meta:
        indexes = [
            # stations/search/changes: what was removed since.
            models.Index(fields=["change", "public_id"], name="stations_removed_change"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Evse(models.Model):
    """What charges one vehicle at a time. `status` is what a register says for good; live states are `EvseStatus`."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="evses", db_index=False)
    uid = models.CharField(max_length=100)
    evse_id = models.CharField(max_length=60, blank=True)
    # `evse_id` without its separators: what two sources share when they name the same EVSE.
    evse_key = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=15, blank=True, choices=[(v, v) for v in Status])

    class Meta:
        constraints = [
            # Also the index of a station's EVSEs.
            models.UniqueConstraint(fields=["station", "uid"], name="stations_evse_once"),
            models.CheckConstraint(
                condition=models.Q(status="") | models.Q(status__in=[str(value) for value in Status]),
                name="stations_evse_status_known",
            ),
        ]
        indexes = [
            # Groups of stations that share an EVSE; status files; search by EVSE id.
            models.Index(fields=["evse_key"], condition=~models.Q(evse_key=""), name="stations_evse_key"),
        ]

    def __str__(self) -> str:
        return self.evse_id or self.uid


class Connector(models.Model):
    """One plug or socket. Volts, amperes, watts."""

    evse = models.ForeignKey(Evse, models.CASCADE, related_name="connectors", db_index=False)
    uid = models.CharField(max_length=100)
    standard = models.CharField(max_length=40, blank=True)
    format = models.CharField(max_length=6, blank=True, choices=[(v, v) for v in ConnectorFormat])
    power_type = models.CharField(max_length=20, blank=True, choices=[(v, v) for v in PowerType])
    max_voltage = models.PositiveIntegerField(null=True)
    max_amperage = models.PositiveIntegerField(null=True)
    max_electric_power = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            # Also the index of an EVSE's connectors.
            models.UniqueConstraint(fields=["evse", "uid"], name="stations_connector_once"),
            models.CheckConstraint(
                condition=models.Q(max_electric_power__isnull=True) | models.Q(max_electric_power__gt=0),
                name="stations_connector_power_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.max_electric_power}"


class EvseStatus(models.Model):
    """The live state of an EVSE: a narrow table, because it changes by the minute."""

    evse = models.OneToOneField(Evse, models.CASCADE, primary_key=True, related_name="live")
    status = models.CharField(max_length=15, choices=[(v, v) for v in Status])
    # When the source observed it; null when it does not say, and then it is never shown as current.
    observed_at = models.DateTimeField(null=True)
    # Since when the state is the same, as far as we saw.
    since = models.DateTimeField(null=True)
    # No index: a database that believed in it would look for the states of a whole source to find those of an EVSE.
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(ImportRun, models.DO_NOTHING, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[str(value) for value in Status]), name="stations_live_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.status
