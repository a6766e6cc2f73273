"""Databases of invented stations for benches, built once through the real import and kept between runs."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import ocpi_file

ROOT = Path(__file__).resolve().parents[2]


def use_data_dir(folder: Path) -> None:
    """Point Django at a data folder of the bench's own; call it before anything of VoltWay is imported."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["VOLTWAY_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    # One address asks all there is.
    os.environ.update(ANONYMOUS_RATE="1000000000", SITE_RATE="1000000000")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def build(count: int) -> None:
    """Import `count` stations into an empty database; nothing to do where they are already (a few of a million
    lie across a border and are refused)."""
    from django.core.management import call_command
    from django.db import connection

    from stations.ingest.static import Input, run
    from stations.models import Source
    from stations.sources.base import SourceFile
    from tests.bench.feed import register

    call_command("migrate", verbosity=0)
    feed = register()
    if Source.objects.filter(uid=feed.uid, loaded_at__isnull=False).exists():
        return
    path = Path(os.environ["VOLTWAY_DATA_DIR"]) / "bench.json"
    print(f"building a world of {count:,} stations …", flush=True)
    ocpi_file.write(path, count)
    run(source=feed.uid, given=Input((SourceFile(path),), path.name), now=datetime.now(UTC))
    path.unlink()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
