"""Indexes what the console's list of charging sessions is searched and filtered by, while imports go on."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("analytics", "0009_longer_operators")]
    operations = [
        AddIndexAside(
            model_name="chargingsession",
            index=models.Index(fields=["station"], name="analytics_session_of_station"),
        ),
        AddIndexAside(
            model_name="chargingsession",
            index=models.Index(
                fields=["state", "id"],
                condition=models.Q(state="OPEN") | models.Q(state="VOID"),
                name="analytics_session_odd",
            ),
        ),
    ]
