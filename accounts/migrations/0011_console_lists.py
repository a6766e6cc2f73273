"""Indexes usage by day, and keys that are refused often, while programs go on asking."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0010_former_log")]
    operations = [
        AddIndexAside(model_name="usage", index=models.Index(fields=["day"], name="accounts_usage_day")),
        AddIndexAside(
            model_name="usage",
            index=models.Index(
                fields=["refused"], condition=models.Q(refused__gte=1000), name="accounts_usage_refused"
            ),
        ),
    ]
