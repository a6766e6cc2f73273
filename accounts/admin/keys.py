"""Keys and their usage in the console: looked at, never made there; an operator may revoke one."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.endpoints import words_of
from accounts.keys.issue import revoke_key
from accounts.models import ApiKey, Usage

# Django's own classes take no type; their stubs want one.
if TYPE_CHECKING:
    KeyBase = admin.ModelAdmin[ApiKey]
    UsageBase = admin.ModelAdmin[Usage]
else:
    KeyBase = UsageBase = admin.ModelAdmin


class _Shown:
    """Nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(_Shown, KeyBase):
    """Of a key only its beginning is known."""

    list_display = ("prefix", "name", "owner", "scope", "requests", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("revoked_at",)
    list_select_related = ("owner",)
    search_fields = ("prefix", "name", "owner__email")
    fields = (
        "prefix", "name", "owner", "scope", "created_at", "expires_at", "revoked_at", "last_used_at", "rotated_from",
    )  # fmt: skip
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        return super().get_queryset(request).annotate(charged=Sum("usage__answered"))

    @admin.display(description=_("requests, all days"), ordering="charged")
    def requests(self, key: ApiKey) -> int:
        return getattr(key, "charged", 0) or 0

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whoever may change keys by Django's rights."""
        return request.user.has_perm("accounts.change_apikey")

    @admin.action(description=_("Revoke the chosen keys"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> None:
        """Close keys for good, as their owners would."""
        keys = list(chosen.select_related("owner"))
        for key in keys:
            revoke_key(key=key, by=key.owner, now=timezone.now())
            self.log_change(request, key, "revoked")
        self.message_user(request, ngettext("%d key is revoked.", "%d keys are revoked.", len(keys)) % len(keys))


@admin.register(Usage)
class UsageAdmin(_Shown, UsageBase):
    """Requests by key, day and route."""

    list_display = ("day", "key", "owner", "route", "answered", "not_modified", "refused")
    list_select_related = ("key__owner",)
    list_filter = ("endpoint",)
    date_hierarchy = "day"
    ordering = ("-day", "-answered")
    search_fields = ("key__prefix", "key__owner__email")
    fields = ("key", "day", "route", "answered", "not_modified", "refused")

    @admin.display(description=_("endpoint"), ordering="endpoint")
    def route(self, line: Usage) -> str:
        return words_of(line.endpoint)

    @admin.display(description=_("owner"), ordering="key__owner__email")
    def owner(self, line: Usage) -> str:
        return str(line.key.owner)
