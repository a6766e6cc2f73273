"""Numbers the stations that are there by when they changed."""

import time

from django.db import migrations

_MILLISECONDS = {
    "postgresql": "(extract(epoch FROM changed_at) * 1000)::bigint",
    "sqlite": "CAST(strftime('%%s', changed_at) AS INTEGER) * 1000",
}


def _number(apps, schema_editor):
    connection = schema_editor.connection
    now = time.time_ns() // 1_000_000
    least = "least" if connection.vendor == "postgresql" else "min"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE stations_station SET change = {least}({_MILLISECONDS[connection.vendor]}, %s)", [now])
    # Which stations were removed before now is not known.
    apps.get_model("stations", "DataVersion").objects.update(change=now, forgotten=now)


class Migration(migrations.Migration):
    dependencies = [("stations", "0007_changes")]
    operations = [migrations.RunPython(_number, migrations.RunPython.noop)]
