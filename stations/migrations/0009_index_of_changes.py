"""Indexes the numbers of changes while stations are read and written."""

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


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0008_changes_so_far")]
    operations = [
        _AddIndex(
            model_name="station",
            index=models.Index(fields=["source", "change", "public_id", "traits"], name="stations_station_change"),
        ),
    ]
