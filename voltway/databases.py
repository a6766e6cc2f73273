"""The database that settings name: the embedded SQLite, or PostgreSQL by `DATABASE_URL`."""

from typing import Any, Final

from voltway.config import Config

SQLITE: Final[dict[str, Any]] = {
    # Readers never wait for a writer, writers queue up instead of failing (docs/adr/0003-embedded-default.md).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        # Large pages: a station's row is half of SQLite's usual one, and would leave the other half empty.
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        " PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY;"
        " PRAGMA wal_autocheckpoint = 4000"
    ),
}
# Seconds, so that nobody hangs where a database is away, full or locked: for a connection to be made (libpq takes no
# less than 2), for one of the pool to be free, and for attempts to connect that fail.
CONNECT_S: Final = 2
POOL_WAIT_S: Final = 3
RECONNECT_S: Final = 3


def database(config: Config) -> dict[str, Any]:
    """`DATABASES["default"]`."""
    if not config.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": config.data_dir / "voltway.sqlite3",
            "OPTIONS": SQLITE,
            "CONN_MAX_AGE": None,
        }
    given = config.database_parts()
    return {
        "ENGINE": "voltway.lib.postgresql",
        "NAME": given.pop("dbname"),
        **{name.upper(): given.pop(name, "") for name in ("user", "password", "host", "port")},
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": "voltway",
            "connect_timeout": CONNECT_S,
            # A connection whose other end is gone without a word is given up instead of waited for.
            "keepalives_idle": 30,
            "tcp_user_timeout": 20_000,
            **given,
            "options": f"{_session(config)} {given.get('options', '')}".strip(),
            "pool": {
                "min_size": 0,
                "max_size": config.database_pool_size,
                "timeout": POOL_WAIT_S,
                # Soon given up: whoever asks next tries anew, so that nobody waits long when the database is back.
                "reconnect_timeout": RECONNECT_S,
            },
        },
    }


def _session(config: Config) -> str:
    """What holds for every session, as libpq's `options`; what the address says goes before it."""
    milliseconds = round(config.database_statement_timeout * 1000)
    settings = {
        "statement_timeout": milliseconds,
        # A page that waits for a lock holds a thread that others need.
        "lock_timeout": min(milliseconds, 2_000),
        # Times are read as text: the same on every server.
        "datestyle": "ISO",
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())
