"""Indexes mails that failed or were given up, for the console's home, while workers go on."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0012_audit_about")]
    operations = [
        AddIndexAside(
            model_name="letter",
            index=models.Index(
                fields=["state", "finished_at"],
                condition=models.Q(state="DEAD") | models.Q(state="FAILED"),
                name="accounts_letter_to_mend",
            ),
        ),
    ]
