"""What a request is told while PostgreSQL drops its connections, locks a table, goes away and comes back.

`python -m tests.fakes.outage` with VOLTWAY_DATA_DIR set to an empty folder; prints JSON: what happened → [status,
Retry-After]. Run by tests/integration/test_database_away.py.
"""

import json
import os
from typing import Any

import django
import psycopg

from tools import services

PATH = "/api/v2/stations/?limit=1"


def main() -> None:
    """Play it through."""
    seen: dict[str, Any] = {}
    with services.postgresql() as address:
        if address is None:
            print("none")
            return
        _set_up(address)
        seen["there"] = _asked()
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'voltway'")
            seen["its connections dropped"] = _asked()
        with psycopg.connect(address) as other:
            other.execute("LOCK TABLE stations_station IN ACCESS EXCLUSIVE MODE")
            seen["a table locked"] = _asked()
            other.rollback()
        seen["the lock gone"] = _asked()
        with psycopg.connect(f"{address.rpartition('/')[0]}/postgres", autocommit=True) as other:
            other.execute("ALTER DATABASE voltway ALLOW_CONNECTIONS false")
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'voltway'")
            seen["no connection left"] = _asked()
            other.execute("ALTER DATABASE voltway ALLOW_CONNECTIONS true")
        seen["connections again"] = _asked()
    seen["away"] = _asked()
    seen["away, a page"] = _asked("/")
    print(json.dumps(seen))


def _set_up(address: str) -> None:
    os.environ["DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _asked(path: str = PATH) -> list[Any]:
    """Through the very handler that a server calls, so that connections go back to the pool as they do there."""
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    told: list[Any] = []
    environ = RequestFactory().get(path, HTTP_HOST="localhost").environ
    started: Any = lambda status, headers: told.extend([status, dict(headers)])  # noqa: E731 — typed by its use
    response = get_wsgi_application()(environ, started)
    list(response)
    response.close()
    return [int(told[0][:3]), told[1].get("Retry-After")]


if __name__ == "__main__":
    main()
