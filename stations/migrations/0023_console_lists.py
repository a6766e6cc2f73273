"""Indexes what the console's lists are filtered by, while drivers and imports go on."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


def _told(model_name, name):
    return AddIndexAside(model_name=model_name, index=models.Index(fields=["created_at"], name=name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0022_hiding")]
    operations = [
        _told("checkin", "stations_checkin_told"),
        _told("faultreport", "stations_fault_told"),
        _told("review", "stations_review_told"),
        _told("photo", "stations_photo_told"),
        _told("edit", "stations_edit_told"),
        AddIndexAside(model_name="rejectedrow", index=models.Index(fields=["rule"], name="stations_rejected_rule")),
        AddIndexAside(
            model_name="station",
            index=models.Index(
                fields=["id"], condition=models.Q(vanished_at__isnull=False), name="stations_station_vanished"
            ),
        ),
    ]
