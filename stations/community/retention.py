"""Forgets where contributions came from once it is of no use: after that only what was told stays."""

from datetime import datetime, timedelta
from typing import Final

from django.apps import apps

from stations.models import Block, Contribution

# As long as what was told counts as evidence, and a moderator may want to know what came from one place.
ORIGIN_KEPT: Final = timedelta(days=90)


def clean_up(*, now: datetime) -> dict[str, int]:
    """How many origins were forgotten, and how many blocks had ended."""
    emptied = sum(
        kind._default_manager.filter(created_at__lt=now - ORIGIN_KEPT).exclude(origin="").update(origin="")
        for kind in kinds()
    )
    ended, _by_table = Block.objects.filter(until__lt=now - ORIGIN_KEPT).delete()
    return {"origins forgotten": emptied, "ended blocks": ended}


def kinds() -> list[type[Contribution]]:
    """Every table of what drivers tell."""
    return [model for model in apps.get_models() if issubclass(model, Contribution)]
