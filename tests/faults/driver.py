"""Writes and reads jobs as a request would, in a process of its own: a JSON command a line, and its answer.

`python -m tests.faults.driver`, with VOLTWAY_DATA_DIR, REDIS_URL and DJANGO_SETTINGS_MODULE set.
"""

import hashlib
import json
import sys
import time
from typing import Any

import django

from voltway.config import load
from voltway.observability import slots


def main() -> None:
    """Answer until there is nothing more to read."""
    # As the site's own processes do.
    slots.share(load().data_dir / "metrics")
    django.setup()
    for line in sys.stdin:
        name, args = json.loads(line)
        print(json.dumps(_done(name, args), default=str), flush=True)


def _done(name: str, args: dict[str, Any]) -> Any:
    """Do it, again where the database has just gone away."""
    from django.db import DatabaseError, InterfaceError, connections

    for _ in range(100):
        try:
            return globals()[f"do_{name}"](**args)
        except (DatabaseError, InterfaceError):
            connections.close_all()
            time.sleep(0.2)
    raise RuntimeError(f"the database does not come back: {name}")


def do_enqueue(count: int = 1, kind: str = "Probe", **fields: Any) -> list[int]:
    from django.db import transaction

    with transaction.atomic():
        return [_model(kind).objects.enqueue(**fields)[0].pk for _ in range(count)]


def do_rows(pks: list[int], kind: str = "Probe") -> list[dict[str, Any]]:
    names = ("pk", "state", "attempts", "holder", "done", "error", "token")
    return list(_model(kind).objects.filter(pk__in=pks).order_by("pk").values(*names))


def do_counts() -> dict[str, int]:
    from django.db.models import Count

    return dict(_model("Probe").objects.order_by().values_list("state").annotate(Count("pk")))


def do_effects() -> dict[str, int]:
    from django.db.models import Count

    return {str(pk): n for pk, n in _model("Effect").objects.values_list("probe").annotate(Count("pk"))}


def do_slots() -> list[str]:
    return sorted(_model("Probe").objects.filter(key__startswith="slot:").values_list("key", flat=True))


def do_cancel(pk: int) -> bool:
    return bool(_model("Probe").objects.get(pk=pk).cancel())


def do_publish(pk: int, times: int) -> int:
    """Send one job's message again and again, as a queue gone wrong would."""
    from datetime import timedelta

    from django.conf import settings

    from voltway.jobs.queue import Queue

    queue = Queue(settings.CONFIG.redis_url)
    for _ in range(times):
        queue.send("probes.Probe", pk, timedelta(seconds=60))
    queue.close()
    return times


def do_trouble() -> str:
    from datetime import UTC, datetime

    from voltway.jobs.state import kind_states, trouble

    now = datetime.now(UTC)
    return trouble(kind_states(now=now), now=now) or ""


def do_counted(beginning: str) -> float:
    """The sum of the metrics whose lines begin so, of all processes, as the site's page tells it."""
    from voltway.observability import exposition

    lines = exposition.page().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(beginning))


def do_schedule(enabled: bool) -> int:
    from django_celery_beat.models import PeriodicTask, PeriodicTasks

    found = PeriodicTask.objects.update(enabled=enabled)
    PeriodicTasks.update_changed()
    return int(found)


def do_world() -> list[Any]:
    """How many stations there are, and a hash of all that readers would see of them."""
    from stations.models import Station

    seen, count = hashlib.sha256(), 0
    visible = Station.objects.filter(source__loaded_at__isnull=False)
    for public_id, document in visible.order_by("public_id").values_list("public_id", "document"):
        seen.update(f"{public_id} {bytes(document)!r}".encode())
        count += 1
    return [count, seen.hexdigest()]


def do_forget() -> int:
    """Back to an empty database of stations."""
    from stations.ingest.remove import remove_records
    from stations.models import ImportRun, Source, SourceRecord

    ids = list(SourceRecord.objects.values_list("pk", flat=True))
    remove_records(ids)
    ImportRun.objects.all().delete()
    Source.objects.all().delete()
    return len(ids)


def _model(name: str) -> Any:
    from django.apps import apps

    return apps.get_model("probes", name)


if __name__ == "__main__":
    main()
