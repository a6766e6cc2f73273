"""Creates the index of words, and on PostgreSQL what makes reading there as direct as on SQLite."""

from django.db import migrations

from stations.sources.text_index import CREATE, CREATE_GIN, DROP, DROP_GIN

# SQLite's indexes hold the row's id by themselves; here it is told to, so that a search reads nothing but the index.
_CELL = """
CREATE INDEX stations_station_cell ON stations_station (cell, public_id, fits, traits, access, operator_id, source_id,
    schedule_id, latitude, longitude, max_electric_power, evse_count) INCLUDE (id) WHERE vanished_at IS NULL
"""
_ON_POSTGRESQL = (
    "DROP INDEX stations_station_cell",
    _CELL,
    CREATE_GIN,
    # A document lies in its row while there is room in the page, neither compressed nor elsewhere.
    "ALTER TABLE stations_station SET (toast_tuple_target = 8160)",
    # A state changes by the minute: with room beside it, its new version needs no new entry in an index.
    "ALTER TABLE stations_evsestatus SET (fillfactor = 70)",
)


def _create(apps, schema_editor):
    for statement in _ON_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else [CREATE]:
        schema_editor.execute(statement)


def _drop(apps, schema_editor):
    schema_editor.execute(DROP_GIN if schema_editor.connection.vendor == "postgresql" else DROP)


class Migration(migrations.Migration):
    dependencies = [("stations", "0001_initial")]
    operations = [migrations.RunPython(_create, _drop)]
