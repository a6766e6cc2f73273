"""Areas of the console whose rows are acted on: from the list, and from each row's own page.

`Acting` is laid over every area as it is registered (`accounts.door`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from voltway.lib.acts import REASON, Act, Asked, Reason, differences
from voltway.lib.console import Change, Undo
from voltway.lib.listing import COUNTED
from voltway.lib.looked import FIELD, mark, marks_of
from voltway.lib.problems import Conflict
from voltway.lib.rounds import Check, Round
from voltway.lib.text import clean_text
from voltway.lib.turns import Turn

# Rows that are done at once: a request answers within seconds. Of a longer list the first ones are taken.
MOST: Final = 500
# Rows that the page before it names.
_NAMED: Final = 20
# Django's: the list's own query, as the page of a row hands it on.
_FILTERS: Final = "_changelist_filters"

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[models.Model]
else:
    Base = object


@dataclass(frozen=True, slots=True)
class Back:
    """A row that is brought back: its columns before, and whether it still is what was made of it."""

    row: Any
    before: Mapping[str, Any]
    check: Check


class ReasonForm(ActionForm):
    """Beside the choice of an action: why, for what is done at once."""

    reason = forms.CharField(label=gettext_lazy("Reason, which its author is shown"), max_length=REASON, required=False)


class Acting(Base):
    """An area with acts."""

    acts: ClassVar[Sequence[Act]]
    # Columns that tell whether a row is what somebody looked at, beside those that its acts change.
    looked_at: ClassVar[Sequence[str]]

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        if any(act.at_once and act.reason is Reason.AUTHOR for act in self.acts):
            self.action_form = ReasonForm  # type: ignore[misc]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own and the acts, for whoever may do them."""
        actions: dict[str, Any] = dict(super().get_actions(request))
        mine = [act for act in self.acts if act.of_many and self.may_do(request, act)]
        return actions | {act.name: (partial(_perform, act=act), act.name, act.words) for act in mine}

    def may_do(self, request: HttpRequest, act: Act) -> bool:
        """Whoever may change rows of this kind by Django's rights, also where no form changes them."""
        change = f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}"
        return request.user.has_perms([change, act.needs] if act.needs else [change])

    def mark(self, row: Any) -> str:
        """What is sent along with whatever is said about a row, so that it is about what was looked at."""
        return mark(row, sorted({name for act in self.acts for name in act.keeps}.union(self.looked_at)))

    def action_checkbox(self, obj: Any) -> SafeString:
        """With the mark of the row as it is listed."""
        if not (seen := self.mark(obj)):
            return super().action_checkbox(obj)
        marked = format_html('<input type="hidden" name="{}" value="{}">', FIELD, seen)
        return format_html("{}{}", super().action_checkbox(obj), marked)

    def names(self, rows: Sequence[Any]) -> list[str]:
        """What rows are called where somebody decides about them: an area may know it better than its model."""
        own = getattr(self, "named", None)
        return own(rows) if own else [str(row) for row in rows]

    def get_urls(self) -> list[URLPattern]:
        """And the page of a row on which an act is asked."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        asked = path("<path:object_id>/do/<slug:act>/", self.admin_site.admin_view(self.ask_view), name=name)
        return [*([asked] if self.acts else []), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever may not do it is told so, not shown the list as if it had been done."""
        if request.method == "POST" and not self.has_change_permission(request):
            asked, may = set(request.POST.getlist("action")), self.get_actions(request)
            if not may or any(act.name in asked and act.name not in may for act in self.acts):
                raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        """With what may be done to the row."""
        row: Any = context.get("original")
        if row is not None:
            (context["subtitle"],) = self.names([row])
            filters = self.get_preserved_filters(request)
            offered = [act for act in self.acts if act.concerns(row) and self.may_do(request, act)]
            context["acts"] = [self._offered(act, row, filters) for act in offered]
            context |= {"mark_field": FIELD, "mark": self.mark(row)}
            if any(act.at_once and act.reason is Reason.AUTHOR for act in offered):
                context |= {"reason_words": Reason.AUTHOR.value, "reason_length": REASON}
        return super().render_change_form(request, context, *args, **more)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def ask_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """An act on one row: what it will do, for whoever may look at the row; done by whoever may do it.

        Where it is refused it is asked again, with the reason that was typed.
        """
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        found = next((one for one in self.acts if one.name == act), None)
        if row is None or found is None:
            raise Http404
        if request.method != "POST":
            return self._question(request, found, row)
        if not self.may_do(request, found):
            raise PermissionDenied
        if fault := _fault(found, request):
            return self._question(request, found, row, fault=fault, status=HTTPStatus.BAD_REQUEST)
        if left := self._do_each(request, found, [row]):
            return self._question(request, found, row, fault=" ".join(left), status=HTTPStatus.CONFLICT)
        return HttpResponseRedirect(self._after(request, found, row))

    def do(self, request: HttpRequest, act: Act, rows: Iterable[Any]) -> None:
        """Do it to each, and say how many there were, with the way back, and which were left."""
        self._tell_left(request, self._do_each(request, act, rows))

    def take_back(self, request: HttpRequest, act: Act, stands: Iterable[Back]) -> int:
        """Bring rows back to what they were; how many."""
        words = _("Taken back: %s") % act.words

        def write(row: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
            return self.log_change(request, row, Change(words, differences(row, before, after), act.name))

        made = Round(act, _asked(request), write)
        for one in stands:
            made.take(one.row, one.check, partial(_undo, act, one.before))
        self._tell_left(request, made.left)
        return made.done

    def _do_each(self, request: HttpRequest, act: Act, rows: Iterable[Any]) -> Mapping[str, list[Any]]:
        """Do it to each, and say how many there were, with the way back; those that were left, by the reason."""
        asked, batch, marks = _asked(request), uuid4(), marks_of(request.POST.getlist(FIELD))

        def check(there: Any) -> None:
            if why := _kept_from(act, there):
                raise Conflict(why)
            if marks.get(str(there.pk), "") not in ("", self.mark(there)):
                raise Conflict(_("It was changed meanwhile: look at it again."))

        def write(row: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
            undo = Undo(batch, before, after) if act.undo else None
            changed = differences(row, before, after)
            return self.log_change(request, row, Change(act.said(asked.reason), changed, act.name, undo))

        made = Round(act, asked, write)
        for row in rows:
            made.take(row, check, act.do)
        if made.done or not made.left:
            self.message_user(request, _with_way_back(act, made.done, batch))
        return made.left

    def _tell_left(self, request: HttpRequest, left: Mapping[str, list[Any]]) -> None:
        """Each reason once, with the rows that it kept from it."""
        for why, rows in left.items():
            named = self.names(rows[:_NAMED])
            if more := len(rows) - len(named):
                named.append(ngettext("%d more", "%d more", more) % more)
            words = _("Left as it is: %(rows)s. %(why)s") % {"rows": ", ".join(named), "why": why}
            self.message_user(request, words, messages.ERROR)

    def _offered(self, act: Act, row: Any, filters: str) -> dict[str, Any]:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_do", args=[quote(row.pk), act.name])
        return {"act": act, "refused": act.refused(row), "address": f"{address}?{filters}" if filters else address}

    def _question(
        self, request: HttpRequest, act: Act, row: Any, *, fault: str = "", status: int = 200
    ) -> HttpResponse:
        refused = _kept_from(act, row)
        context = {
            **asked_about(self, request, act, [row], fault=fault),
            **({} if refused else act.preview(row)),
            "refused": refused, "may": self.may_do(request, act), "back": self._page(row),
        }  # fmt: skip
        return TemplateResponse(request, "admin/act.html", context, status=status)

    def _after(self, request: HttpRequest, act: Act, row: Any) -> str:
        """What was decided at a glance leads back to the queue, all else to the row."""
        if not act.at_once:
            return self._page(row)
        listed = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        filters = request.GET.get(_FILTERS, "")
        return f"{listed}?{filters}" if filters else listed

    def _page(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[quote(row.pk)])


def asked_about(area: Any, request: HttpRequest, act: Act, rows: Sequence[Any], *, fault: str = "") -> dict[str, Any]:
    """What the page that asks shows of rows. They are marked as they were looked at where that was, else as here."""
    seen = marks_of(request.POST.getlist(FIELD))
    return {
        **area.admin_site.each_context(request), "title": act.words, "opts": area.opts, "act": act,
        "tells": act.tells, "lasting": act.lasting, "count": len(rows), "named": list(links(area, rows[:_NAMED])),
        "more": max(0, len(rows) - _NAMED), "address": request.get_full_path(), "may": True, "fault": fault,
        "reason": _asked(request).reason, "reason_length": REASON,
        "mark_field": FIELD, "mark": " ".join(seen.get(str(row.pk)) or area.mark(row) for row in rows).strip(),
        "reason_words": act.reason.value, "reason_needed": act.reason is Reason.NEEDED,
    }  # fmt: skip


def links(area: Any, rows: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Rows by name with the way to each."""
    name = f"admin:{area.opts.app_label}_{area.opts.model_name}_change"
    return ((words, reverse(name, args=[quote(row.pk)])) for words, row in zip(area.names(rows), rows, strict=True))


def _asked(request: HttpRequest) -> Asked:
    reason = clean_text(request.POST.get("reason", ""), REASON)
    return Asked(request.user, reason, timezone.now(), Turn())


def _undo(act: Act, before: Mapping[str, Any], asked: Asked, row: Any) -> Any:
    return act.undo and act.undo(asked, row, before)


def _kept_from(act: Act, row: Any) -> str:
    """Why it can't be done to the row now; "" when it can."""
    return act.refused(row) if act.concerns(row) else _("It is not in a state for that.")


def _fault(act: Act, request: HttpRequest) -> str:
    """What keeps what was sent from being done."""
    lacks = act.reason is Reason.NEEDED and not _asked(request).reason
    return _("Say why: it stands in the audit trail.") if lacks else ""


def _with_way_back(act: Act, done: int, batch: UUID) -> str:
    told = act.told(done)
    if not (done and act.undo):
        return told
    address = reverse("admin:accounts_auditentry_undo", args=[batch])
    return format_html('{} <a href="{}">{}</a>', told, address, _("Take back"))


def _perform(area: Acting, request: HttpRequest, chosen: models.QuerySet[Any], *, act: Act) -> HttpResponse | None:
    """An action of Django's: shows what it will touch, and does it once that is confirmed."""
    rows, too_many = _taken(act, chosen)
    confirmed, fault = bool(request.POST.get("confirmed")), _fault(act, request)
    if rows and not fault and (confirmed or (act.at_once and len(rows) == 1 and not too_many)):
        area.do(request, act, rows)
        return None
    concerned = [row for row in rows if act.concerns(row)]
    none = _("They are not in a state for that.") if rows else _("None of them is in this list any more.")
    if too_many:
        none = _("It concerns none of the first %s rows of the list: choose others by its filters.") % f"{COUNTED:,}"
    context = {
        **asked_about(area, request, act, concerned, fault=fault if confirmed else ""), "chosen": concerned,
        "aside": len(rows) - len(concerned), "none": none, "checkbox": ACTION_CHECKBOX_NAME,
        "too_many": too_many, "most": MOST,
    }  # fmt: skip
    return TemplateResponse(request, "admin/act.html", context)


def _taken(act: Act, chosen: models.QuerySet[Any]) -> tuple[list[Any], bool]:
    """The rows that were chosen. Of more than are done at once, the first ones that it concerns, and that it is so."""
    rows = list(chosen[: MOST + 1])
    if len(rows) <= MOST:
        return rows, False
    concerned = (row for row in chosen[:COUNTED].iterator(chunk_size=MOST) if act.concerns(row))
    return list(islice(concerned, MOST)), True
