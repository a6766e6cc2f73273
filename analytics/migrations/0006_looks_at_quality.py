"""Looks at the quality of sources."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0005_ratings_of_a_day")]
    operations = [
        migrations.CreateModel(
            name="QualityLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40, verbose_name="source")),
                ("operator", models.CharField(blank=True, default="*", max_length=80, verbose_name="operator")),
                ("day", models.DateField(verbose_name="day")),
                ("looked_at", models.DateTimeField(verbose_name="looked at")),
                ("stations", models.PositiveIntegerField(verbose_name="stations")),
                ("figures", models.JSONField(default=dict)),
                ("run", models.BigIntegerField(null=True)),
                ("cleaned", models.JSONField(default=dict)),
                ("examples", models.JSONField(default=dict)),
                ("worse", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "look at quality",
                "verbose_name_plural": "looks at quality",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "operator", "day"), name="analytics_quality_once")
                ],
            },
        ),
    ]
