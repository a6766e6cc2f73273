"""Months whose drivers have to be counted; to begin with all of which there are sums."""

from django.db import migrations, models
from django.db.models.functions import TruncMonth


def _mark(apps, schema_editor):
    StaleMonth = apps.get_model("analytics", "StaleMonth")
    days = apps.get_model("analytics", "SessionDay").objects.order_by().annotate(month=TruncMonth("day"))
    months = days.values_list("feed", "month").distinct()
    StaleMonth.objects.bulk_create(StaleMonth(feed=feed, month=month) for feed, month in months)


class Migration(migrations.Migration):
    dependencies = [("analytics", "0007_neighbours_of_a_station")]
    operations = [
        migrations.CreateModel(
            name="StaleMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("feed", models.CharField(max_length=60)),
                ("month", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["feed", "month"], name="analytics_stale_month")],
            },
        ),
        migrations.RunPython(_mark, migrations.RunPython.noop),
    ]
