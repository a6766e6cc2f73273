"""Numbers the stations that are there by when they changed."""

import time

from django.db import migrations
from django.db.models import Max

# Rows of a transaction: whoever writes meanwhile waits for no more.
_CHUNK = 5_000
_MILLISECONDS = {
    "postgresql": "(extract(epoch FROM changed_at) * 1000)::bigint",
    "sqlite": "CAST(strftime('%%s', changed_at) AS INTEGER) * 1000",
}


def _number(apps, schema_editor):
    connection = schema_editor.connection
    now = time.time_ns() // 1_000_000
    least = "least" if connection.vendor == "postgresql" else "min"
    statement = (
        f"UPDATE stations_station SET change = {least}({_MILLISECONDS[connection.vendor]}, %s)"
        " WHERE change = 0 AND id > %s AND id <= %s"
    )
    last = apps.get_model("stations", "Station").objects.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor:
        for behind in range(0, last, _CHUNK):
            cursor.execute(statement, [now, behind, behind + _CHUNK])
    # Which stations were removed before now is not known.
    apps.get_model("stations", "DataVersion").objects.update(change=now, forgotten=now)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0007_changes")]
    operations = [migrations.RunPython(_number, migrations.RunPython.noop)]
