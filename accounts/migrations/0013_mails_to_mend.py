"""Indexes mails that failed or were given up, for the console's home, while workers go on."""

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
    dependencies = [("accounts", "0012_audit_about")]
    operations = [
        _AddIndex(
            model_name="letter",
            index=models.Index(
                fields=["state", "finished_at"],
                condition=models.Q(state="DEAD") | models.Q(state="FAILED"),
                name="accounts_letter_to_mend",
            ),
        ),
    ]
