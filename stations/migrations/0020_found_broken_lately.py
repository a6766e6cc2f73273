"""Indexes what was found broken lately while drivers tell more."""

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


_LATELY = models.Q(state="SHOWN", repaired=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0019_operator_answers")]
    operations = [
        _AddIndex(
            model_name="checkin",
            index=models.Index(fields=["created_at"], condition=_LATELY, name="stations_checkin_lately"),
        ),
        _AddIndex(
            model_name="faultreport",
            index=models.Index(fields=["created_at"], condition=_LATELY, name="stations_fault_lately"),
        ),
    ]
