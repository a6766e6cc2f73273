"""What sources need somebody for: facts that became worse."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.quality.observed import latest
from analytics.quality.words import told_worse
from voltway.lib.console import Level, Matter


def worse(now: datetime) -> Iterator[Matter]:
    """Sources whose latest look is worse than those of late."""
    for look in latest():
        if look.worse:
            words = _("%s has become worse") % look.source
            address = reverse("data-quality-source", args=[look.source])
            detail = "; ".join(map(told_worse, look.worse))
            yield Matter(Level.SOON, words, address, "analytics.view_qualitylook", detail, look.looked_at)
