"""Imports in processes of their own over a database, killed at chosen points: run by the tests beside it.

`python -m tests.integration.ingest.killing SCENARIO` with VOLTWAY_DATA_DIR set to an empty folder, and with
DATABASE_URL, if any, naming a database that is not there yet; prints JSON.
"""

import json
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import django
from django.db import connection, connections

from voltway.lib import bulk

ROWS = 24
CHUNK = 5
WRITERS = 8


def main(scenario: str) -> None:
    """Run one scenario and print what was seen."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from stations.ingest import static
    from stations.sources import staging
    from tests.fakes.feeds import register

    register()
    for module in (static, staging):
        vars(module)["CHUNK"] = CHUNK
    database = settings.CONFIG.data_dir / "voltway.sqlite3"
    with emptied():
        call_command("migrate", verbosity=0)
        keep(database)
        play(scenario, database)


def play(scenario: str, database: Path) -> None:
    scenarios: dict[str, Callable[[Path], Any]] = {
        "first": lambda path: killed(path, [], first_edition()),
        "later": lambda path: killed(path, first_edition(), second_edition()),
        "readers": readers,
        "full": full,
    }
    print(json.dumps(scenarios[scenario](database)))


@contextmanager
def emptied() -> Iterator[None]:
    """A database without tables; on PostgreSQL one of our own, which goes afterwards."""
    if connection.vendor == "sqlite":
        yield
        return
    _over_others('CREATE DATABASE "{name}"')
    try:
        yield
    finally:
        _over_others('DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', 'DROP DATABASE IF EXISTS "{name}_kept"')


def keep(database: Path) -> None:
    """Remember the database as it is now."""
    connections.close_all()
    if connection.vendor == "sqlite":
        shutil.copy(database, database.with_suffix(".empty"))
    else:
        _over_others('DROP DATABASE IF EXISTS "{name}_kept"', 'CREATE DATABASE "{name}_kept" TEMPLATE "{name}"')


def restore(database: Path) -> None:
    """Make the database what was remembered."""
    connections.close_all()
    if connection.vendor == "sqlite":
        shutil.copy(database.with_suffix(".empty"), database)
    else:
        _over_others('DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', 'CREATE DATABASE "{name}" TEMPLATE "{name}_kept"')


def _over_others(*statements: str) -> None:
    """Statements about whole databases, which nobody may be connected to."""
    connection.close_pool()  # type: ignore[attr-defined]
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(name=connection.settings_dict["NAME"]))


def first_edition() -> list[Any]:
    from tests.fakes.feeds import evse, row

    hours: list[dict[str, Any]] = [{"always": True}, {}, {"operator": "Amp"}]
    return [row(f"r{n:02}", evses=[evse("1", evse_id=f"US*ABC*E{n}")], **hours[n % 3]) for n in range(ROWS)]


def second_edition() -> list[Any]:
    """Some rows changed, one new, two gone."""
    from tests.fakes.feeds import evse, row

    rows = first_edition()
    for number in (0, 5, 6, 11, 17):
        rows[number] = {**rows[number], "name": "Changed", "evses": [evse("2"), evse("1")], "operator": "Newcomer"}
    return [*rows[:-2], row("new", operator="Newest")]


def killed(database: Path, before: list[Any], edition: list[Any]) -> list[Any]:
    """For each of several points: whether a run that is killed there, run again, ends as an undisturbed one."""
    if before:
        apart(lambda: imported(before, 1), database)
        keep(database)
    start = apart(dumped, database)
    writes, wanted = apart(lambda: (imported(edition, 2), dumped()), database)
    seen = []
    for point in sorted({1, 2, 3, writes // 4, writes // 2, 3 * writes // 4, writes - 1, writes}):
        restore(database)
        ended = apart(lambda point=point: imported(edition, 2, kill_at=point), database)  # type: ignore[misc]
        visible = apart(visible_stations, database)
        report, again = apart(lambda: (reported(edition, 3), dumped()), database)
        back = apart(undone, database)
        seen.append(
            {"point": point, "ended": ended, "visible": visible, "report": report, "same": again == wanted,
             "undone": back == start}
        )  # fmt: skip
    return seen


def imported(rows: list[Any], hour: int, kill_at: int = 0) -> int:
    """Import rows; how many writes that took. With `kill_at`: be killed at that write, inside its transaction."""
    writes = 0

    def count() -> None:
        nonlocal writes
        writes += 1
        if writes == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def executed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not sql.lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "CREATE TEMP")):
            count()
        return result

    def copied(copy: Any, *given: Any) -> None:
        copy(*given)
        count()

    with connection.execute_wrapper(executed), mock.patch.object(bulk, "_copy", partial(copied, bulk._copy)):
        reported(rows, hour)
    return writes


def reported(rows: list[Any], hour: int) -> dict[str, Any]:
    from django.conf import settings

    from tests.fakes.imports import START, Imports

    imports = Imports(settings.CONFIG.data_dir)
    # The same clock for all, so that times can be compared; Imports adds an hour.
    imports.now = START.replace(hour=hour - 1 if hour < 3 else 1)
    report: dict[str, Any] = imports(rows, complete="*").report
    return {name: report[name] for name in ("outcomes", "took_over")}


def dumped() -> str:
    from tests.fakes.world import indexed_words, stored_words, world

    assert indexed_words() == stored_words()
    connection.check_constraints()
    facts = world()
    facts["versions"] = [version for version in facts["versions"] if version[1] == "COMPLETED"]
    return json.dumps(facts, default=str)


def facts() -> Any:
    """The same without what records were before: the run that failed read other rows than the one after it."""
    return {name: rows for name, rows in json.loads(dumped()).items() if name != "versions"}


def undone() -> str:
    from stations.ingest.undo import undo
    from stations.models import ImportRun
    from tests.fakes.imports import START

    last = ImportRun.objects.filter(kind="PLACES").order_by("-pk").first()
    assert last
    undo(run=last, now=START)
    from stations.ingest.remove import remove_idle_schedules

    remove_idle_schedules()
    return dumped()


def visible_stations() -> int:
    from stations.models import Station

    return Station.objects.filter(source__loaded_at__isnull=False).count()


def apart(work: Callable[[], Any], database: Path) -> Any:
    """What `work` gives in a forked process, or "killed"."""
    connections.close_all()
    told = database.with_suffix(".told")
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            told.write_text(json.dumps(work()))
            connections.close_all()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else f"signal {os.WTERMSIG(status)}"
    assert os.WEXITSTATUS(status) == 0
    return json.loads(told.read_text())


def full(database: Path) -> dict[str, Any]:
    """What a disk that is full in the middle of a later run does, and the same run when there is room again."""
    apart(lambda: imported(first_edition(), 1), database)
    keep(database)
    before = apart(facts, database)
    apart(lambda: imported(second_edition(), 2), database)
    wanted = apart(facts, database)
    restore(database)
    said = apart(without_room, database)
    return {
        "said": said,
        "visible": apart(visible_stations, database),
        "same": apart(lambda: (reported(second_edition(), 3), facts()), database)[1] == wanted,
        "changed": before != wanted,
    }


def without_room() -> str:
    """What the run says when the database may not grow by more than a few pages."""
    from django.db import OperationalError

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 3}")
    rows = [row | {"name": row["name"] + " and a longer name" * 9} for row in second_edition()]
    try:
        imported(rows, 2)
    except OperationalError as error:
        return str(error)
    return "there was room"


def readers(database: Path) -> dict[str, Any]:
    """What a reader and a writer see while a first load, then a later one, are under way."""
    (database.parent / "static").mkdir()
    seen: dict[str, Any] = {"counts": [], "errors": [], "reads": 0, "writes": 0}
    done = threading.Event()
    works = [_read, *[_write] * WRITERS]
    threads = [threading.Thread(target=_loop, args=(work, seen, done)) for work in works]
    for thread in threads:
        thread.start()
    with connection.execute_wrapper(lambda *call: _between_reads(seen, *call)):
        imported(first_edition(), 1)
        seen["first"] = sorted(set(seen["counts"]))
        imported(second_edition(), 2)
    done.set()
    for thread in threads:
        thread.join()
    _read(seen)
    return {**seen, "counts": sorted(set(seen["counts"])), "last": seen["counts"][-1]}


def _between_reads(seen: dict[str, Any], execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Go on only when somebody has read since: also in the middle of a write transaction."""
    before, patience = seen["reads"], time.monotonic() + 30
    while seen["reads"] < before + 2 and time.monotonic() < patience and not sql.startswith("SELECT"):
        time.sleep(0.001)
    if time.monotonic() > patience:
        seen["errors"].append("nobody could read")
    return execute(sql, params, many, context)


def _loop(work: Callable[[dict[str, Any]], None], seen: dict[str, Any], done: threading.Event) -> None:
    while not done.is_set():
        try:
            work(seen)
        except Exception as error:
            seen["errors"].append(f"{type(error).__name__}: {error}")
    connections.close_all()


def _read(seen: dict[str, Any]) -> None:
    from django.test import Client

    answer = Client(HTTP_HOST="localhost").get("/api/v2/stations/", {"limit": 100})
    assert answer.status_code == 200, answer.content
    seen["counts"].append(len(answer.json()["data"]))
    seen["reads"] += 1


def _write(seen: dict[str, Any]) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    began = time.monotonic()
    Session.objects.create(session_key=uuid4().hex, session_data="", expire_date=timezone.now())
    seen["slowest write"] = max(seen.get("slowest write", 0), time.monotonic() - began)
    seen["writes"] += 1


if __name__ == "__main__":
    main(sys.argv[1])
