"""Indexes the mails of reports while others go on."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0007_reports_and_their_mails")]
    operations = [
        AddIndexAside(
            model_name="usagereport",
            index=models.Index(
                fields=["letter"], condition=models.Q(letter__isnull=False), name="accounts_usagereport_letter"
            ),
        ),
    ]
