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
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("ALTER ROLE voltway CONNECTION LIMIT 1")
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'voltway'")
            seen["no connection left"] = _asked()
            other.execute("ALTER ROLE voltway CONNECTION LIMIT -1")
        seen["connections again"] = _asked()
    seen["away"] = _asked()
    print(json.dumps(seen))


def _set_up(address: str) -> None:
    os.environ["DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _asked() -> list[Any]:
    from django.test import Client

    response = Client(HTTP_HOST="localhost", raise_request_exception=False).get(PATH)
    return [response.status_code, response.get("Retry-After")]


if __name__ == "__main__":
    main()
