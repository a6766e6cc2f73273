"""Migrations that the version before can live with: django-migration-linter over all of them, for both databases.

`python -m tools.lint_migrations`, a check of `./dev lint`. While a new version is rolled out the old one goes on with
the migrated database, so no migration may drop, rename or forbid what it still uses. Where the machine can't have a
PostgreSQL, SQLite's statements alone are read, and that is said.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import services
from tools.console import ROOT
from tools.environment import PYTHON

# What the linter is not asked, each with its reason.
WAIVED = {
    "RUNPYTHON_ARGS_NAMING_CONVENTION": "names of arguments are ruff's affair",
    "RUNPYTHON_REVERSIBLE": "a data step may have no way back; a backup is the way back",
}

# SQLite's table is made anew for an added column, and all its columns that may not be null look as if they were new:
# only PostgreSQL's statements tell which one is.
WAIVED_ON = {"sqlite": ["NOT_NULL"]}

# Migrations that the linter takes for what they are not.
HARMLESS = {
    "0009_longer_operators": "a longer varchar is a note in PostgreSQL's catalogue, and SQLite is told nothing",
}


def main() -> int:
    """Lint for both databases, each in a process of its own; the worse exit code."""
    with tempfile.TemporaryDirectory() as folder, services.postgresql() as address:
        codes = []
        for database in ("", *([address] if address else [])):
            env = {**os.environ, "DATABASE_URL": database, "VOLTWAY_DATA_DIR": folder}
            codes.append(
                subprocess.run([PYTHON, "-m", __spec__.name, "one"], cwd=ROOT, env=env, check=False).returncode
            )
    return max(codes)


def lint() -> int:
    """Lint for the database of the settings."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    import django

    django.setup()
    from django.apps import apps
    from django.db import connection
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(
        str(ROOT),
        include_apps=[app.label for app in apps.get_app_configs() if Path(app.path).parent == ROOT],
        # Nothing is older than the first one.
        ignore_initial_migrations=True,
        ignore_name=list(HARMLESS),
        exclude_migration_tests=[*WAIVED, *WAIVED_ON.get(connection.vendor, [])],
        analyser_string=connection.vendor,
        all_warnings_as_errors=True,
        quiet=["ok", "ignore"],
        no_cache=True,
    )
    logging.disable(logging.INFO)
    print(f"for {connection.display_name}:", flush=True)
    linter.lint_all_migrations()
    linter.print_summary()
    connection.close()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(lint() if sys.argv[1:] == ["one"] else main())
