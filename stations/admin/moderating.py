"""The queue of what drivers tell: a moderator shows it, hides it with a reason, or blocks who told it."""

from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth import get_permission_codename
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.admin.looking import Looking, ModelAdmin
from stations.community.moderation import block_account, block_author, lift_block, set_state
from stations.models import Block, Contribution, Station

C = TypeVar("C", bound=Contribution)


class ReasonForm(ActionForm):
    """Beside the choice of an action: why."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, required=False, help_text=_("Its author is shown this.")
    )


class Moderating(Looking[C]):
    """Rows of one kind; what somebody told is never changed, only shown or hidden."""

    list_display: tuple[str, ...] = ("public_id", "station_page", "who", "created_at", "state", "reason")
    readonly_fields: ClassVar[tuple[str, ...]] = ("station_page", "who")
    list_filter: ClassVar[tuple[str, ...]] = ("state", "created_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    search_fields = ("=station", "=user__email", "=origin", "=public_id")
    ordering = ("-created_at",)
    actions: tuple[str, ...] = ("show", "hide", "block")
    action_form = ReasonForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[C]:
        named = Station.objects.filter(public_id=OuterRef("station")).values("name")[:1]
        rows: Any = super().get_queryset(request)
        found: QuerySet[C] = rows.annotate(station_name=Subquery(named))
        return found

    @admin.display(description=_("station"), ordering="station")
    def station_page(self, row: Any) -> SafeString | str:
        """The way to the page where it stands."""
        if not row.station:
            return ""
        name = getattr(row, "station_name", None) or row.station
        return format_html('<a href="{}">{}</a>', reverse("station", args=[row.station]), name)

    @admin.display(description=_("who told it"), ordering="user")
    def who(self, row: Any) -> str:
        """An account, or the beginning of an address's digest: the same for all that came from there."""
        if row.user:
            return str(row.user)
        return str(_("no account, address %s") % row.origin[:6] if row.origin else _("no account"))

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Whoever may change rows of this kind by Django's rights."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

    @admin.action(description=_("Show"), permissions=["moderate"])
    def show(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._set(request, chosen, Contribution.State.SHOWN)

    @admin.action(description=_("Hide"), permissions=["moderate"])
    def hide(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._set(request, chosen, Contribution.State.HIDDEN)

    @admin.action(description=_("Hide, and block who told it for a month"), permissions=["moderate"])
    def block(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._set(request, chosen, Contribution.State.HIDDEN)
        reason = _reason(request) or str(_("What you told was taken down."))
        for row in chosen:
            with transaction.atomic():
                # Its author may have deleted it meanwhile, and themselves.
                if self.model._default_manager.select_for_update().filter(pk=row.pk).exists():
                    block_author(row, reason=reason, now=timezone.now())
                    self.log_change(request, row, f"blocked: {reason}")
        self.message_user(request, _("Who told it may tell nothing for a month; see Blocks."))

    def _set(self, request: HttpRequest, chosen: QuerySet[Any], state: Contribution.State) -> None:
        reason = _reason(request)
        now, changed = timezone.now(), 0
        for row in chosen:
            # Nothing changes without its line in the log.
            with transaction.atomic():
                if set_state(row, state, reason=reason, now=now):
                    self.log_change(request, row, f"{state.label}: {reason}" if reason else str(state.label))
                    changed += 1
        self.message_user(request, ngettext("%d is changed.", "%d are changed.", changed) % changed)


@admin.register(Block)
class BlockAdmin(ModelAdmin[Block]):
    """Who may tell nothing."""

    list_display = ("user", "origin", "reason", "created_at", "until")
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    fields = ("user", "origin", "reason", "until")
    search_fields = ("=user__email", "=origin")
    ordering = ("-created_at",)

    def save_model(self, request: HttpRequest, obj: Block, form: Any, change: bool) -> None:
        """That of an account holds for its addresses, too."""
        super().save_model(request, obj, form, change)
        if obj.user and not obj.origin:
            block_account(user=obj.user, reason=obj.reason, until=obj.until, now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Block) -> None:
        """That of an account ends for its addresses, too."""
        lift_block(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Block]) -> None:
        for block in queryset:
            lift_block(block)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:200]
