"""Indexes what the console's list of charging sessions is searched and filtered by, while imports go on."""

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
    dependencies = [("analytics", "0009_longer_operators")]
    operations = [
        _AddIndex(
            model_name="chargingsession",
            index=models.Index(fields=["station"], name="analytics_session_of_station"),
        ),
        _AddIndex(
            model_name="chargingsession",
            index=models.Index(
                fields=["state", "id"],
                condition=models.Q(state="OPEN") | models.Q(state="VOID"),
                name="analytics_session_odd",
            ),
        ),
    ]
