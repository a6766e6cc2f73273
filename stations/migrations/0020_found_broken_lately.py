"""Indexes what was found broken lately while drivers tell more."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


_LATELY = models.Q(state="SHOWN", repaired=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0019_operator_answers")]
    operations = [
        AddIndexAside(
            model_name="checkin",
            index=models.Index(fields=["created_at"], condition=_LATELY, name="stations_checkin_lately"),
        ),
        AddIndexAside(
            model_name="faultreport",
            index=models.Index(fields=["created_at"], condition=_LATELY, name="stations_fault_lately"),
        ),
    ]
