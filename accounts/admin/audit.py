"""The audit trail in the console: looked at, and never touched, by nobody."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.audit import act_of, newer_than, stands
from accounts.models import AuditEntry, User
from stations.admin.looking import Looking
from voltway.lib.acting import MOST, Back, links
from voltway.lib.acts import TAKEN_BACK, Act
from voltway.lib.listing import begins, key_of
from voltway.lib.problems import Conflict

# Members of staff that the filter names.
_NAMED: Final = 200
_FORMER: Final = "former"


class ByFilter(admin.SimpleListFilter):
    """By whom: of people only those who may into the console."""

    title = _("who")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        staff = User.objects.filter(is_staff=True).order_by("email")[:_NAMED]
        return [*((str(one.pk), one.email) for one in staff), (_FORMER, _("former staff"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        chosen = self.value() or ""
        if chosen == _FORMER:
            return queryset.filter(by=None)
        by = key_of(User, chosen)
        return queryset if by is None else queryset.filter(by=by)


class KindFilter(admin.SimpleListFilter):
    """By what it was done to: any list of the console, without a look at which ones there are."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        models = model_admin.admin_site._registry
        return sorted((model._meta.label_lower, model._meta.verbose_name_plural) for model in models)

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(Looking[AuditEntry]):
    """Who did what, when, and each field before and after."""

    list_display = ("moment", "person", "done", "way_back", "before_and_after")
    list_display_links = ("moment",)
    list_filter = (ByFilter, KindFilter, "at", "action")
    list_select_related = ("by",)
    # Shows the field; `get_search_results` looks into the indexes.
    search_fields = ("row",)
    search_help_text = _("the row's key, or how its name begins, as it is written")
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("at", "person", "kind_words", "what", "words", "before_and_after", "way_back")
    readonly_fields = ("person", "kind_words", "what", "before_and_after", "way_back")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return _offered(request, super().get_list_display(request))

    def get_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> list[Any]:
        return _offered(request, super().get_fields(request, obj))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """By key or by the beginning of the name: a range that an index knows."""
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(Q(row=term) | begins("named", term)), False

    @admin.display(description=_("who"))
    def person(self, entry: AuditEntry) -> str:
        return entry.by.email if entry.by else str(_("former staff"))

    @admin.display(description=_("kind"))
    def kind_words(self, entry: AuditEntry) -> str:
        found = {model._meta.label_lower: model for model in self.admin_site._registry}.get(entry.kind)
        return str(found._meta.verbose_name) if found else entry.kind

    @admin.display(description=_("at (UTC)"))
    def moment(self, entry: AuditEntry) -> str:
        return f"{entry.at:%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("what"))
    def done(self, entry: AuditEntry) -> SafeString:
        """The row, and what was done to it in words."""
        return format_html("{}: {}<br>{}", self.kind_words(entry), self.what(entry), entry.words)

    @admin.display(description=_("what"))
    def what(self, entry: AuditEntry) -> SafeString:
        """The row, with the way there while it is there."""
        done, named = entry.get_action_display(), entry.named or f"#{entry.row}"
        try:
            address = reverse(f"admin:{entry.kind.replace('.', '_')}_change", args=[entry.row])
        except NoReverseMatch:
            address = ""
        if entry.action == AuditEntry.Action.DELETED or not address:
            return format_html("{} {}", named, done)
        return format_html('<a href="{}">{}</a> {}', address, named, done)

    @admin.display(description=_("before → after"))
    def before_and_after(self, entry: AuditEntry) -> SafeString | str:
        return format_html_join(
            "",
            "<div>{}: <del>{}</del> → <ins>{}</ins></div>",
            ((name, *_sides(sides)) for name, *sides in entry.changes),
        )

    @admin.display(description=_("way back"))
    def way_back(self, entry: AuditEntry) -> SafeString | str:
        if not (entry.batch and entry.act):
            return ""
        address = reverse("admin:accounts_auditentry_undo", args=[entry.batch])
        return format_html('<a href="{}">{}</a>', address, _("take back"))

    def get_urls(self) -> list[URLPattern]:
        """And the way back of what was done at once."""
        undo = self.admin_site.admin_view(self.undo_view)
        return [path("undo/<uuid:batch>/", undo, name="accounts_auditentry_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, batch: UUID) -> HttpResponse:
        """Bring the very rows back to what they were, where they still are what was made of them.

        Open to whoever may do the act itself, also without a right to look at the trail.
        """
        entries = list(AuditEntry.objects.filter(batch=batch).order_by("pk")[:MOST])
        found = act_of(self.admin_site, entries[0]) if entries else None
        if found is None:
            raise Http404
        area, act = found
        if not area.may_do(request, act):
            raise PermissionDenied
        standing, left = _sorted(area, act, entries)
        back = reverse(f"admin:{area.opts.app_label}_{area.opts.model_name}_changelist")
        if request.method == "POST":
            count = area.take_back(request, act, standing)
            self.message_user(request, ngettext("%d is as it was.", "%d are as they were.", count) % count)
            for words in left:
                self.message_user(request, _("Left as it is: %s") % words, messages.WARNING)
            return HttpResponseRedirect(back)
        rows = [one.row for one in standing]
        shown = {
            **self.admin_site.each_context(request), "title": _("Take back: %s") % act.words, "opts": area.opts,
            "tells": _("They become what they were before."), "count": len(rows), "left": left,
            "named": list(links(area, rows)), "lasting": "" if act.lasting == TAKEN_BACK else act.lasting,
            "address": request.path, "back": back, "may": True, "none": _("Nothing is left to be taken back."),
        }  # fmt: skip
        return TemplateResponse(request, "admin/act.html", shown)


def _sorted(area: Any, act: Act, entries: list[AuditEntry]) -> tuple[list[Back], list[str]]:
    """Rows that still are what the act made of them, with what they were; and the names of all others."""
    rows = {str(pk): row for pk, row in area.model._default_manager.in_bulk([entry.row for entry in entries]).items()}
    newest = newer_than(entries, area, act)
    standing, left = [], []
    for entry in entries:
        row = rows.get(entry.row)
        if row is not None and newest[entry.row] == entry.pk and stands(entry, row, act):
            standing.append(Back(row, entry.before or {}, partial(_check, area, act, entry)))
        else:
            left.append(entry.named or f"#{entry.row}")
    return standing, left


def _check(area: Any, act: Act, entry: AuditEntry, row: Any) -> None:
    """Raises Conflict where somebody has decided about the row since, also where it became the same again."""
    if newer_than([entry], area, act)[entry.row] != entry.pk or not stands(entry, row, act):
        raise Conflict(str(_("It was changed meanwhile.")))


def _offered(request: HttpRequest, columns: Sequence[Any]) -> list[Any]:
    """Whoever may change nothing is offered no way back."""
    rights = request.user.get_all_permissions() if request.user.is_authenticated else set()
    changes = any(right.partition(".")[2].startswith("change_") for right in rights)
    return [one for one in columns if changes or one != "way_back"]


def _sides(sides: list[Any]) -> Iterator[Any]:
    return ("-" if side is None else side for side in sides)
