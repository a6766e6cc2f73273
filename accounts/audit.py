"""The audit trail of the console: whatever is done there by any of its forms, pages and actions is written down here.

`Audited` is laid over every area as it is registered (`accounts.door`), those of other packages too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Max
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from accounts.privacy import person_of, withheld_of
from voltway.lib.acts import Act
from voltway.lib.console import Change
from voltway.observability import scrub

Action = AuditEntry.Action
# Characters of a value, and fields of a row, that an entry has room for.
_LONGEST: Final = 300
_FIELDS: Final = 60
# Entries on the page of a row's history.
_SHOWN: Final = 200
# Characters of a digest.
_DIGEST: Final = 32

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[models.Model]
else:
    Base = object


class Audited(Base):
    """An area whose changes are written to the audit trail, in place of Django's log."""

    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: BaseForm, formsets: Iterable[Any] | None, add: bool = False
    ) -> Change:
        """Each field of a form that is another now, before and after."""
        forms = [form, *(one for formset in formsets or () for one in formset.forms if one.has_changed())]
        return Change(fields=[told for one in forms for told in _told(one, add)][:_FIELDS])

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return write_entry(row=obj, action=Action.ADDED, change=message, by=request.user)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return write_entry(row=obj, action=Action.CHANGED, change=message, by=request.user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Called before they go, with what they held."""
        return [
            write_entry(row=row, action=Action.DELETED, change=Change(fields=_held(row)), by=request.user)
            for row in queryset
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to one row, the latest first; also to one that is no more."""
        row = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        entries = ways_back(self.admin_site, request, of_row(self.opts.label_lower, object_id)[:_SHOWN])
        context = {
            **self.admin_site.each_context(request), "title": _("History: %s") % (row or object_id), "object": row,
            "entries": entries, "opts": self.opts, "module_name": self.opts.verbose_name_plural,
            **(extra_context or {}),
        }  # fmt: skip
        return TemplateResponse(request, "admin/object_history.html", context)


def write_entry(*, row: models.Model, action: Action, change: Change | str, by: Any) -> AuditEntry:
    """Write down what was done to a row, in the caller's transaction; secrets and addresses of mail are taken out."""
    if not isinstance(change, Change):
        change = Change(words=str(change))
    undo, way_back = change.undo, {}
    if undo:
        way_back = {"batch": undo.batch, "before": undo.before, "after": kept_of(row, undo.after)}
    return AuditEntry.objects.create(
        at=timezone.now(), by=cast(User, by), kind=row._meta.label_lower, row=str(row.pk)[:80], about=person_of(row),
        named=scrub.text(str(row))[:200], action=action, act=change.act, words=scrub.text(change.words)[:400],
        changes=[[str(name), _worded(before), _worded(after)] for name, before, after in change.fields],
        **cast(dict[str, Any], way_back),
    )  # fmt: skip


def of_row(kind: str, row: str) -> models.QuerySet[AuditEntry]:
    """What was done to one row, the latest first."""
    return AuditEntry.objects.filter(kind=kind, row=row).select_related("by")


def stands(entry: AuditEntry, row: Any, act: Act) -> bool:
    """Whether a row still is what an act made of it when the entry was written."""
    return bool(entry.after == kept_of(row, {name: getattr(row, name) for name in act.keeps}))


def newer_than(entries: Sequence[AuditEntry], area: Any, act: Act) -> dict[str, int]:
    """The latest entry about each row of some entries of an act, but for those of acts about other columns."""
    aside = [one.name for one in area.acts if not set(one.keeps) & set(act.keeps)]
    rows = [entry.row for entry in entries]
    since = AuditEntry.objects.filter(kind=entries[0].kind, row__in=rows, pk__gte=entries[0].pk).order_by()
    return dict(since.exclude(act__in=aside).values_list("row").annotate(latest=Max("pk")))


def act_of(site: AdminSite, entry: AuditEntry) -> tuple[Any, Act] | None:
    """The area, and the act, by which it can be taken back; None where there is no way back."""
    area: Any = {model._meta.label_lower: area for model, area in site._registry.items()}.get(entry.kind)
    acts = (act for act in getattr(area, "acts", ()) if entry.batch and act.name == entry.act and act.undo)
    act = next(acts, None)
    return (area, act) if act else None


def ways_back(site: AdminSite, request: HttpRequest, entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, str]]:
    """Each entry with the address that takes it back; "" where nobody can, or not who asks."""
    return [(entry, _way_back(site, request, entry)) for entry in entries]


def _way_back(site: AdminSite, request: HttpRequest, entry: AuditEntry) -> str:
    found = act_of(site, entry)
    may = found and found[0].may_do(request, found[1])
    return reverse("admin:accounts_auditentry_undo", args=[entry.batch]) if may else ""


def kept_of(row: models.Model, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as an entry keeps them, to tell later whether they are so still: of what people write a digest."""
    return {name: _digest(value) if _is_written(row, name, value) else value for name, value in columns.items()}


def of_person(person: Any) -> models.QuerySet[AuditEntry]:
    """What somebody did, the latest first."""
    return AuditEntry.objects.filter(by=person)


def _told(form: BaseForm, add: bool) -> Iterator[tuple[str, Any, Any]]:
    withheld = withheld_of(form.instance) if hasattr(form, "instance") else frozenset[str]()
    for name in form.changed_data:
        field = form.fields.get(name)
        label = str(field.label or name) if field else name
        if scrub.is_secret(name) or name in withheld:
            yield label, None if add else scrub.SECRET, scrub.SECRET
        else:
            before = None if add else _chosen(field, form.initial.get(name))
            yield label, before, _chosen(field, form.cleaned_data.get(name))


def _chosen(field: Any, value: Any) -> Any:
    """In a form's beginning a row stands as its key; in words it is its name."""
    rows = getattr(field, "queryset", None)
    if rows is None or isinstance(value, models.Model | models.QuerySet | list):
        return value
    return rows.model._default_manager.filter(pk=value).first()


def _held(row: models.Model) -> list[tuple[Any, Any, Any]]:
    """What a row that goes has held, without what is nobody's to read."""
    return [
        (field.verbose_name, getattr(row, field.attname), None)
        for field in row._meta.concrete_fields
        if not (field.primary_key or scrub.is_secret(field.name) or field.name in withheld_of(row))
    ][:_FIELDS]


def _is_written(row: models.Model, name: str, value: Any) -> bool:
    field: Any = row._meta.get_field(name)
    return isinstance(value, str) and value != "" and not field.flatchoices


def _digest(text: str) -> str:
    """With this site's own key: a short text could be guessed from a plain one."""
    return salted_hmac("accounts.audit", text, algorithm="sha256").hexdigest()[:_DIGEST]


def _worded(value: Any) -> str | None:
    """None where there is nothing: unknown is not an empty text."""
    if isinstance(value, models.QuerySet | list | tuple):
        value = ", ".join(sorted(str(one) for one in value))
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    return None if value is None or value == "" else scrub.text(str(value))[:_LONGEST]
