"""Indexes sums of events for questions about a period, while they are read and written."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


def _way(schema_editor, concurrent, plain):
    """SQLite has one writer at a time, and no such way."""
    return concurrent if schema_editor.connection.vendor == "postgresql" else plain


class _AddIndex(AddIndexConcurrently):
    def database_forwards(self, app_label, schema_editor, *states):
        _way(schema_editor, AddIndexConcurrently, migrations.AddIndex).database_forwards(
            self, app_label, schema_editor, *states
        )

    def database_backwards(self, app_label, schema_editor, *states):
        _way(schema_editor, AddIndexConcurrently, migrations.AddIndex).database_backwards(
            self, app_label, schema_editor, *states
        )


class _RemoveIndex(RemoveIndexConcurrently):
    def database_forwards(self, app_label, schema_editor, *states):
        _way(schema_editor, RemoveIndexConcurrently, migrations.RemoveIndex).database_forwards(
            self, app_label, schema_editor, *states
        )

    def database_backwards(self, app_label, schema_editor, *states):
        _way(schema_editor, RemoveIndexConcurrently, migrations.RemoveIndex).database_backwards(
            self, app_label, schema_editor, *states
        )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("analytics", "0001_sessions_events_roll_ups")]
    operations = [
        _AddIndex(
            model_name="eventday",
            index=models.Index(fields=["kind", "outcome", "day", "subject", "times"], name="analytics_eventday_period"),
        ),
        _AddIndex(
            model_name="eventday",
            index=models.Index(fields=["subject", "kind", "day"], name="analytics_eventday_one"),
        ),
        _RemoveIndex(model_name="eventday", name="analytics_eventday_subject"),
    ]
