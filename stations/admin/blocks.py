"""Who may tell nothing: made, changed and lifted, each row of it with an entry in the audit trail."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.admin.looking import ModelAdmin
from stations.community.moderation import Blocked, block_addresses, block_author, lift_block
from stations.models import Block, Contribution
from voltway.lib.acts import Asked, differences
from voltway.lib.console import Change, write_down
from voltway.lib.listing import Sought


def block_teller(asked: Asked, row: Contribution) -> None:
    """Block who told something."""
    with transaction.atomic():
        reason = asked.reason or str(_("What you told was taken down."))
        _write_down(block_author(row, reason=reason, now=asked.now), by=asked.by)


@admin.register(Block)
class BlockAdmin(Sought, ModelAdmin[Block]):
    """Who may tell nothing."""

    list_display = ("user", "origin", "reason", "created_at", "until")
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    fields = ("user", "origin", "reason", "until")
    # Shows the field; `sought` looks into the indexes.
    search_fields = ("user__email",)
    search_help_text = _("the account's whole e-mail address, or the digest of an address")
    ordering = ("-pk",)
    sortable_by = ()

    def sought(self, term: str) -> Q:
        return Q(user__email=term.lower()) if "@" in term else Q(origin=term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A block stays whose it is."""
        return ("user", "origin") if obj else ()

    def save_model(self, request: HttpRequest, obj: Block, form: Any, change: bool) -> None:
        """That of an account holds for its addresses, too; only who changes it ends what holds longer."""
        super().save_model(request, obj, form, change)
        if obj.user and not obj.origin:
            now = timezone.now()
            rows = block_addresses(user=obj.user, reason=obj.reason, until=obj.until, now=now, shorten=change)
            _write_down(rows, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Block) -> None:
        """That of an account ends for its addresses, too."""
        self._lift(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Block]) -> None:
        self._lift(request, list(queryset))

    def _lift(self, request: HttpRequest, chosen: list[Block]) -> None:
        """What was chosen is written down by whoever asks for it; what ends with it here."""
        lifted: Any = [block for one in chosen for block in lift_block(one) if block not in chosen]
        self.log_deletions(request, lifted)


def _write_down(rows: Iterable[Blocked], *, by: Any) -> None:
    for block, before in rows:
        now = {"until": block.until, "reason": block.reason}
        fields = differences(block, before._asdict() if before else dict.fromkeys(now), now)
        write_down(block, "CHANGED" if before else "ADDED", Change(fields=fields), by=by)
