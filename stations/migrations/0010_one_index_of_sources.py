"""Drops the index of stations by source alone: the one of changes begins with the source, too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stations", "0009_index_of_changes")]
    operations = [
        migrations.AlterField(
            model_name="station",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stations",
                to="stations.source",
            ),
        ),
    ]
