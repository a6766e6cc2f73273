"""Indexes sums of events for questions about a period, while they are read and written."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class _RemoveIndex(RemoveIndexConcurrently):
    """SQLite has one writer at a time, and no such way."""

    def database_forwards(self, app_label, schema_editor, *states):
        _way(schema_editor).database_forwards(self, app_label, schema_editor, *states)

    def database_backwards(self, app_label, schema_editor, *states):
        _way(schema_editor).database_backwards(self, app_label, schema_editor, *states)


def _way(schema_editor):
    return RemoveIndexConcurrently if schema_editor.connection.vendor == "postgresql" else migrations.RemoveIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("analytics", "0001_sessions_events_roll_ups")]
    operations = [
        AddIndexAside(
            model_name="eventday",
            index=models.Index(fields=["kind", "outcome", "day", "subject", "times"], name="analytics_eventday_period"),
        ),
        AddIndexAside(
            model_name="eventday",
            index=models.Index(fields=["subject", "kind", "day"], name="analytics_eventday_one"),
        ),
        _RemoveIndex(model_name="eventday", name="analytics_eventday_subject"),
    ]
