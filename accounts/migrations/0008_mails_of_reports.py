"""Indexes the mails of reports while others go on."""

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
    dependencies = [("accounts", "0007_reports_and_their_mails")]
    operations = [
        _AddIndex(
            model_name="usagereport",
            index=models.Index(
                fields=["letter"], condition=models.Q(letter__isnull=False), name="accounts_usagereport_letter"
            ),
        ),
    ]
