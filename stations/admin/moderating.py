"""The queue of what drivers tell: a moderator shows it, hides it with a reason, or blocks who told it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, TypeVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.admin.blocks import block_teller
from stations.admin.looking import Looking
from stations.community.moderation import set_state
from stations.models import Contribution, Station
from voltway.lib.acts import Act, Asked, Reason

C = TypeVar("C", bound=Contribution)
# Characters of what was told that its name has room for.
_TOLD: Final = 60
# Characters of a station's public id.
_STATION: Final = 12
State = Contribution.State


def _show(asked: Asked, row: Any) -> bool:
    return set_state(row, State.SHOWN, reason=asked.reason, now=asked.now)


def _hide(asked: Asked, row: Any) -> bool:
    return set_state(row, State.HIDDEN, reason=asked.reason, now=asked.now)


def _block(asked: Asked, row: Any) -> bool:
    _hide(asked, row)
    # Its author may have deleted it meanwhile, and themselves.
    if not type(row)._default_manager.select_for_update().filter(pk=row.pk).exists():
        return False
    block_teller(asked, row)
    return True


def _put_back(asked: Asked, row: Any, before: Mapping[str, Any]) -> bool:
    return set_state(row, State(before["state"]), reason=before["reason"], now=asked.now)


def _changed(count: int) -> str:
    return ngettext("%d is changed.", "%d are changed.", count) % count


_OF_STATE: Final[dict[str, Any]] = {
    "keeps": ("state", "reason"), "undo": _put_back, "reason": Reason.AUTHOR,
    "holds": lambda row: f"told of {row.station}",
}  # fmt: skip
ACTS: Final = (
    Act("show", _("Show"), _("Others see it from then on."), _show, _changed, at_once=True,
        concerns=lambda row: row.state != State.SHOWN, **_OF_STATE),
    Act("hide", _("Hide"), _("Nobody but its author sees it from then on."), _hide, _changed, at_once=True,
        takes_away=True, concerns=lambda row: row.state != State.HIDDEN, **_OF_STATE),
    Act("block", _("Hide, and block who told it for a month"),
        _("Nobody but its author sees it from then on, and who told it, and where it came from, may tell nothing."),
        _block, lambda count: str(_("Who told it may tell nothing for a month; see Blocks.")), takes_away=True,
        lasting=_("What is hidden can be shown again by taking it back; a block stays, and is lifted under Blocks."),
        needs="stations.add_block", **_OF_STATE),
)  # fmt: skip


def with_names(rows: Any) -> Any:
    """What was told, with the name of the station as `station_name`."""
    named = Station.objects.filter(public_id=OuterRef("station")).values("name")[:1]
    return rows.annotate(station_name=Subquery(named))


class Moderating(Looking[C]):
    """Rows of one kind; what somebody told is never changed, only shown or hidden."""

    list_display: tuple[str, ...] = ("public_id", "station_page", "who", "created_at", "state", "reason")
    readonly_fields: ClassVar[tuple[str, ...]] = ("station_page", "who")
    list_filter: ClassVar[tuple[Any, ...]] = ("state", "created_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    # Shows the field; `get_search_results` looks into the indexes.
    search_fields = ("public_id",)
    search_help_text = _("id of the station or of what was told, or the author's whole e-mail address")
    # As they came. Any other order would sort all that was ever told.
    ordering = ("-pk",)
    sortable_by: ClassVar[tuple[str, ...]] = ()
    acts: ClassVar[Sequence[Act]] = ACTS
    # The field that holds what was told.
    says: ClassVar[str] = "text"

    def named(self, rows: Sequence[Any]) -> list[str]:
        """What was told, and at which place: the id of a report says nothing to whoever decides about it."""
        columns = ("public_id", "name", "address", "city")
        found = Station.objects.filter(public_id__in={row.station for row in rows}).values_list(*columns)
        places = {station: ", ".join(filter(None, (name or address, city))) for station, name, address, city in found}
        return [self.name_of(row, places.get(row.station, row.station)) for row in rows]

    def name_of(self, row: Any, place: str) -> str:
        """Words for one of them."""
        told = getattr(row, f"get_{self.says}_display", lambda: getattr(row, self.says))()
        said = f" “{Truncator(told).chars(_TOLD)}”" if told else ""
        return _("%(what)s at %(place)s") % {"what": f"{row._meta.verbose_name}{said}", "place": place}

    def get_queryset(self, request: HttpRequest) -> QuerySet[C]:
        found: QuerySet[C] = with_names(super().get_queryset(request))
        return found

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[C], search_term: str) -> tuple[Any, bool]:
        """By one index or the other, as the word looks; both at once would read the table."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if "@" in term:
            owners = get_user_model()._default_manager.filter(email=term.lower()).values_list("pk", flat=True)
            return queryset.filter(user__in=list(owners)), False
        return queryset.filter(**{"station" if len(term) == _STATION else "public_id": term}), False

    @admin.display(description=_("station"))
    def station_page(self, row: Any) -> SafeString | str:
        """The way to the page where it stands."""
        if not row.station:
            return ""
        name = getattr(row, "station_name", None) or row.station
        return format_html('<a href="{}">{}</a>', reverse("station", args=[row.station]), name)

    @admin.display(description=_("who told it"))
    def who(self, row: Any) -> str:
        """An account, or the beginning of an address's digest: the same for all that came from there."""
        if row.user:
            return str(row.user)
        return str(_("no account, address %s") % row.origin[:6] if row.origin else _("no account"))
