"""What the database knows of its own tables."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from stations.ingest import static, statistics
from stations.models import Station
from tests.fakes.feeds import row
from tests.fakes.imports import Imports


def known_stations() -> int:
    """Rows of the stations' table as the database believes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT max(stat + 0) FROM sqlite_stat1 WHERE tbl = 'stations_station'")
        else:
            cursor.execute("SELECT reltuples::int FROM pg_class WHERE oid = 'stations_station'::regclass")
        return int(cursor.fetchone()[0] or 0)


@pytest.mark.parametrize(("many", "known"), [(2, True), (3, False)])
def test_a_large_run_is_known_to_the_database_at_once(
    imports: Imports, monkeypatch: pytest.MonkeyPatch, many: int, known: bool
) -> None:
    statistics.renew()
    monkeypatch.setattr(static, "MANY", many)
    imports([row(name) for name in "abc"])
    assert (known_stations() == Station.objects.count() == 3) is known


def test_the_daily_cleaning_up_renews_it(imports: Imports) -> None:
    imports([row("a"), row("b")])
    assert "stations.ingest.statistics.renew" in settings.CLEAN_UPS
    import_string("stations.ingest.statistics.renew")(now=imports.now)
    assert known_stations() == 2
