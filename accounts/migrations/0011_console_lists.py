"""Indexes usage by day, and keys that are refused often, while programs go on asking."""

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
    dependencies = [("accounts", "0010_former_log")]
    operations = [
        _AddIndex(model_name="usage", index=models.Index(fields=["day"], name="accounts_usage_day")),
        _AddIndex(
            model_name="usage",
            index=models.Index(
                fields=["refused"], condition=models.Q(refused__gte=1000), name="accounts_usage_refused"
            ),
        ),
    ]
