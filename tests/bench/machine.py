"""What a figure was taken on, and how it is printed: a table for people, JSON for comparing runs."""

import json
import os
import platform
import sqlite3
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg


def machine() -> dict[str, Any]:
    """Processor, cores, memory and versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "database": _database(),
        "load": round(os.getloadavg()[0], 1),
    }


def _database() -> str:
    address = os.environ.get("DATABASE_URL")
    if not address:
        return f"SQLite {sqlite3.sqlite_version}"
    with psycopg.connect(address) as connection:
        version = connection.info.parameter_status("server_version") or ""
    return f"PostgreSQL {version.partition(' ')[0]}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile of times, in ms."""
    ordered = sorted(seconds)
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 2),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] * 1000, 2),
    }


def report(title: str, rows: list[dict[str, Any]], *, json_path: str | None) -> None:
    """Print rows as a Markdown table; write them with the machine as JSON where a path is given."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    print(f"\n## {title}\n\n{', '.join(f'{name} {value}' for name, value in machine().items())}\n")
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(str(row.get(name, "")) for name in columns) + " |")
    if json_path:
        Path(json_path).write_text(json.dumps({"title": title, "machine": machine(), "rows": rows}, indent=1) + "\n")
    sys.stdout.flush()
