"""Indexes whom entries of the audit trail are about, and mails that failed or were given up, while all goes on."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0012_audit_about")]
    operations = [
        AddIndexAside(
            model_name="auditentry",
            index=models.Index(fields=["about"], condition=models.Q(about__isnull=False), name="accounts_audit_about"),
        ),
        AddIndexAside(
            model_name="letter",
            index=models.Index(
                fields=["state", "finished_at"],
                condition=models.Q(state="DEAD") | models.Q(state="FAILED"),
                name="accounts_letter_to_mend",
            ),
        ),
    ]
