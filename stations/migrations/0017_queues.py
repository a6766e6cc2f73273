"""Indexes what waits for a moderator while drivers go on telling; a station that somebody added outlives them."""

from django.conf import settings
from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside

import stations.models.edit


def _waiting(model_name, name):
    index = models.Index(fields=["-created_at"], condition=models.Q(state="WAITING"), name=name)
    return AddIndexAside(model_name=model_name, index=index)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("stations", "0016_reviews"),
    ]
    operations = [
        _waiting("checkin", "stations_checkin_waiting"),
        _waiting("faultreport", "stations_fault_waiting"),
        _waiting("edit", "stations_edit_waiting"),
        # Nothing in the database: what Django does where somebody is deleted.
        migrations.AlterField(
            model_name="edit",
            name="user",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=stations.models.edit.keep_added,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
    ]
