"""Keys and their usage in the console: looked at, never made there; an operator may revoke one."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import usage_chart
from accounts.admin.matters import MANY
from accounts.endpoints import words_of
from accounts.keys.issue import revoke_key
from accounts.models import ApiKey, Usage
from stations.admin.looking import Looking
from voltway.lib.acts import Act, Asked
from voltway.lib.listing import Happened, begins

# Keys that a search of usage looks through.
_KEYS: Final = 500


def _revoke(asked: Asked, key: ApiKey) -> bool:
    """Close a key for good, as its owner would."""
    if key.revoked_at:
        return False
    revoke_key(key=key, by=key.owner, now=asked.now)
    return True


_ACTS: Final = (
    Act(
        "revoke",
        _("Revoke"),
        _("Programs that use them are refused within seconds."),
        _revoke,
        lambda count: ngettext("%d key is revoked.", "%d keys are revoked.", count) % count,
        keeps=("revoked_at",),
        takes_away=True,
        concerns=lambda key: key.revoked_at is None,
        lasting=_("This can't be taken back: their owners make new ones."),
    ),
)


@admin.register(ApiKey)
class ApiKeyAdmin(Looking[ApiKey]):
    """Of a key only its beginning is known."""

    list_display = (
        "prefix",
        "name",
        "owner",
        "scope",
        "requests",
        "refusals",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    list_filter = (("revoked_at", Happened), "last_used_at")
    change_form_template = "admin/accounts/apikey/change_form.html"
    ordering = ("-pk",)
    sortable_by = ()
    list_select_related = ("owner",)
    # Shows the field; `get_search_results` looks into the indexes.
    search_fields = ("prefix",)
    search_help_text = _("how the key begins, or its owner's whole e-mail address")
    fields = (
        "prefix", "name", "owner", "scope", "created_at", "expires_at", "revoked_at", "last_used_at", "rotated_from",
    )  # fmt: skip
    acts = _ACTS

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        """With what each was used for lately, looked up for the rows of a page alone."""
        lines = Usage.objects.filter(key=OuterRef("pk")).order_by()
        of_key = usage_chart.lately(lines, now=timezone.now()).values("key")
        sums = {name: Subquery(of_key.values(sum=Sum(name))) for name in ("answered", "refused")}
        return super().get_queryset(request).annotate(**sums)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ApiKey], search_term: str
    ) -> tuple[QuerySet[ApiKey], bool]:
        """By how a key begins, or whose it is: indexes know both."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if "@" in term:
            return queryset.filter(owner__email=term.lower()), False
        return queryset.filter(begins("prefix", term)), False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any) -> Any:
        """With a drawing of what it was used for."""
        lines = Usage.objects.filter(key=context.get("original"))
        context |= {"chart": usage_chart.drawn(lines, now=timezone.now())}
        return super().render_change_form(request, context, *args, **more)

    @admin.display(description=_("answered, 30 days"))
    def requests(self, key: Any) -> int:
        return key.answered or 0

    @admin.display(description=_("refused, 30 days"))
    def refusals(self, key: Any) -> int:
        return key.refused or 0


class RefusedFilter(admin.SimpleListFilter):
    """Programs that ask on although they are refused."""

    title = _("refused")
    parameter_name = "refused"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("often", _("%s times a day and more") % f"{MANY:,}")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Usage]) -> QuerySet[Usage]:
        return queryset.filter(refused__gte=MANY) if self.value() == "often" else queryset


@admin.register(Usage)
class UsageAdmin(Looking[Usage]):
    """Requests by key, day and route."""

    list_display = ("day", "key", "owner", "route", "answered", "not_modified", "refused")
    list_select_related = ("key__owner",)
    list_filter = ("day", RefusedFilter)
    # As it came. Any other order would sort all days of all keys.
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("key__prefix",)
    search_help_text = _("how the key begins, or its owner's whole e-mail address")
    fields = ("key", "day", "route", "answered", "not_modified", "refused")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Usage], search_term: str
    ) -> tuple[QuerySet[Usage], bool]:
        """By keys that begin so, or are theirs."""
        term = search_term.strip()
        if not term:
            return queryset, False
        whose = Q(owner__email=term.lower()) if "@" in term else begins("prefix", term)
        return queryset.filter(key__in=list(ApiKey.objects.filter(whose).values_list("pk", flat=True)[:_KEYS])), False

    @admin.display(description=_("endpoint"))
    def route(self, line: Usage) -> str:
        return words_of(line.endpoint)

    @admin.display(description=_("owner"))
    def owner(self, line: Usage) -> str:
        return str(line.key.owner)
