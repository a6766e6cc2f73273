"""Fills a new database with six stations and somebody whose key may do all; prints the key. For `tests.api.site`."""

import sys
from pathlib import Path

import django
from django.utils import timezone


def fill(folder: Path) -> str:
    """Returns the key."""
    from accounts.models import Plan
    from tests.fakes import keys, norwich

    norwich.load(folder, timezone.now())
    Plan.objects.update(per_minute=1_000_000)
    return keys.headers(plan="enterprise")["x-api-key"]


if __name__ == "__main__":
    django.setup()
    print(fill(Path(sys.argv[1])))
