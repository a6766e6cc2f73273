"""What the console's areas share: they show what imports wrote, and change none of it."""

import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

M = TypeVar("M", bound=models.Model)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin
else:
    # Django's own class takes no type; its stubs want one.
    class ModelAdmin(admin.ModelAdmin):
        """Django's, that can be told what it shows."""

        def __class_getitem__(cls, model: type) -> type:
            return cls


class Looking(ModelAdmin[M]):
    """Rows that are looked at. Facts are mended at their source, or the next import would undo the change."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


def moment(at: datetime | None) -> str:
    """A time with its zone."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "-"


def span(taken: timedelta) -> str:
    """A length of time in words, down to a minute where it is as long: "1 day 2 hours"."""
    minutes = round(taken.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    parts = (
        (days, ngettext("%d day", "%d days", days)),
        (hours, ngettext("%d hour", "%d hours", hours)),
        (minutes % 60, ngettext("%d minute", "%d minutes", minutes % 60)),
    )
    return " ".join(words % count for count, words in parts if count) or _("less than a minute")


def as_text(content: Any) -> SafeString:
    """JSON as a person reads it."""
    return format_html("<pre>{}</pre>", json.dumps(content, indent=2, ensure_ascii=False))


def unpacked(raw: bytes) -> SafeString:
    """A stored raw record; one that was cut where it was absurdly long is shown as far as it goes."""
    content = zlib.decompress(raw)
    try:
        return as_text(orjson.loads(content))
    except orjson.JSONDecodeError:
        return format_html("<pre>{}</pre>", content.decode("utf-8", "replace"))
