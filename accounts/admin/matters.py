"""What programs need somebody for: those that go on asking although they are refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Usage
from voltway.lib.console import Level, Matter

# Refusals of a day above which a program takes no notice of them, and how many such keys are named.
MANY: Final = 1_000
_NAMED: Final = 5


def over_quota(now: datetime) -> Iterator[Matter]:
    """Keys that were refused very often today (UTC)."""
    today = Usage.objects.filter(day=now.astimezone(UTC).date()).order_by()
    refused = today.values_list("key", "key__prefix").annotate(all_refused=Sum("refused"))
    for key, prefix, count in refused.filter(all_refused__gte=MANY).order_by("-all_refused")[:_NAMED]:
        words = _("Key %(key)s was refused %(count)s times today and goes on") % {"key": prefix, "count": f"{count:,}"}
        address = reverse("admin:accounts_apikey_change", args=[key])
        yield Matter(Level.SOON, words, address, "accounts.view_apikey")
