"""Entries of the audit trail know whom they are about, and hold a digest of a reason where they only compare it."""

from django.db import migrations, models
from django.utils.crypto import salted_hmac


def digest(apps, schema_editor):
    entries = apps.get_model("accounts", "AuditEntry").objects.using(schema_editor.connection.alias)
    for entry in entries.filter(after__isnull=False).iterator():
        if reason := entry.after.get("reason"):
            told = salted_hmac("accounts.audit", reason, algorithm="sha256").hexdigest()[:32]
            entries.filter(pk=entry.pk).update(after={**entry.after, "reason": told})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_console_lists")]
    operations = [
        migrations.AddField(
            model_name="auditentry", name="about", field=models.BigIntegerField(editable=False, null=True)
        ),
        migrations.RunPython(digest, migrations.RunPython.noop),
    ]
