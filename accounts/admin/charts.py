"""The last days of the API, for the console's home."""

from collections.abc import Iterator
from datetime import datetime

from accounts import usage_chart
from accounts.models import Usage
from voltway.lib.console import Drawing


def requests(now: datetime) -> Iterator[Drawing]:
    """Requests with keys."""
    yield Drawing(usage_chart.drawn(Usage.objects.all(), now=now), "accounts.view_usage")
