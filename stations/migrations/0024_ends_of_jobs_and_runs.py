"""Indexes how jobs and runs ended, and refused rows by id, for the console, while workers go on."""

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


def _to_mend(model_name, fields, name):
    condition = models.Q(state="DEAD") | models.Q(state="FAILED")
    return _AddIndex(model_name=model_name, index=models.Index(fields=fields, condition=condition, name=name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0023_console_lists")]
    operations = [
        _to_mend("export", ["state", "finished_at"], "stations_export_to_mend"),
        _to_mend("upkeep", ["state", "finished_at"], "stations_upkeep_to_mend"),
        _to_mend("upkeep", ["source", "kind", "finished_at"], "stations_upkeep_of_source"),
        _AddIndex(
            model_name="importrun", index=models.Index(fields=["state", "started_at"], name="stations_run_ended")
        ),
        _AddIndex(
            model_name="importrun",
            index=models.Index(fields=["source", "state", "started_at"], name="stations_run_of_source_ended"),
        ),
        _AddIndex(
            model_name="rejectedrow",
            index=models.Index(fields=["native_id"], name="stations_rejected_native_id"),
        ),
    ]
