"""Adds sums of all operators together to the sums that are there (analytics/rollups/sessions.py)."""

from django.db import migrations

_SUMS = ("sessions", "open", "timed", "seconds", "metered", "energy_wh", "priced", "cost")
_ADDED = ", ".join(f"sum({name})" for name in _SUMS[:-1]) + ", round(sum(cost), 4)"


def _add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for name, key in (("sessionhour", "feed, currency, day, hour"), ("sessionday", "feed, currency, day")):
            table = f"analytics_{name}"
            cursor.execute(
                f"INSERT INTO {table} ({key}, operator, station, site, {', '.join(_SUMS)})"
                f" SELECT {key}, '', '*', '*', {_ADDED} FROM {table} WHERE station = '*' AND site = '' GROUP BY {key}"
            )


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_index_of_a_period")]
    operations = [migrations.RunPython(_add, migrations.RunPython.noop)]
