"""Indexes what the console's lists are filtered by, while drivers and imports go on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class _AddIndex(AddIndexConcurrently):
    """SQLite has one writer at a time, and no such way."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        _way(schema_editor).database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        _way(schema_editor).database_backwards(self, app_label, schema_editor, from_state, to_state)


def _way(schema_editor):
    return AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else migrations.AddIndex


def _told(model_name, name):
    return _AddIndex(model_name=model_name, index=models.Index(fields=["created_at"], name=name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0022_hiding")]
    operations = [
        _told("checkin", "stations_checkin_told"),
        _told("faultreport", "stations_fault_told"),
        _told("review", "stations_review_told"),
        _told("photo", "stations_photo_told"),
        _told("edit", "stations_edit_told"),
        _AddIndex(model_name="rejectedrow", index=models.Index(fields=["rule"], name="stations_rejected_rule")),
        _AddIndex(
            model_name="station",
            index=models.Index(
                fields=["id"], condition=models.Q(vanished_at__isnull=False), name="stations_station_vanished"
            ),
        ),
    ]
