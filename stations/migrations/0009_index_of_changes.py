"""Indexes the numbers of changes while stations are read and written."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0008_changes_so_far")]
    operations = [
        AddIndexAside(
            model_name="station",
            index=models.Index(fields=["source", "change", "public_id", "traits"], name="stations_station_change"),
        ),
    ]
