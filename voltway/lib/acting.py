"""Areas of the console whose rows are acted on: from the list, and from each row's own page.

`Acting` is laid over every area as it is registered (`accounts.door`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from voltway.lib.acts import REASON, Act, Asked, Reason, differences, kept
from voltway.lib.console import Change, Undo
from voltway.lib.problems import Conflict, Problem

# Rows that are done at once: a request answers within seconds. Of a longer list the first ones are taken.
MOST: Final = 500
# Rows that the page before it names.
_NAMED: Final = 20
# Django's: the list's own query, as the page of a row hands it on.
_FILTERS: Final = "_changelist_filters"

# Why rows were left as they are, and which.
_Left = defaultdict[str, list[Any]]

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[models.Model]
else:
    Base = object


class ReasonForm(ActionForm):
    """Beside the choice of an action: why, for what is done at once."""

    reason = forms.CharField(label=gettext_lazy("Reason, which its author is shown"), max_length=REASON, required=False)


class Acting(Base):
    """An area with acts."""

    acts: ClassVar[Sequence[Act]]

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        if any(act.at_once and act.reason is Reason.AUTHOR for act in self.acts):
            self.action_form = ReasonForm  # type: ignore[misc]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own and the acts, for whoever may do them."""
        actions: dict[str, Any] = dict(super().get_actions(request))
        if self.may_do(request):
            actions |= {act.name: (_perform, act.name, act.words) for act in self.acts if act.of_many}
        return actions

    def may_do(self, request: HttpRequest) -> bool:
        """Whoever may change rows of this kind by Django's rights, also where no form changes them."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

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
        """Whoever may do nothing here is told so, not shown the list as if it had been done."""
        if request.method == "POST" and not self.get_actions(request) and not self.has_change_permission(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        """With what may be done to the row."""
        row: Any = context.get("original")
        if row is not None:
            (context["subtitle"],) = self.names([row])
        if row is not None and self.may_do(request):
            filters = self.get_preserved_filters(request)
            offered = [act for act in self.acts if act.concerns(row)]
            context["acts"] = [self._offered(act, row, filters) for act in offered]
            if any(act.at_once and act.reason is Reason.AUTHOR for act in offered):
                context |= {"reason_words": Reason.AUTHOR.value, "reason_length": REASON}
        return super().render_change_form(request, context, *args, **more)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def ask_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """An act on one row: what it will do, for whoever may look at the row; done by whoever may do it."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        found = next((one for one in self.acts if one.name == act), None)
        if row is None or found is None:
            raise Http404
        if request.method != "POST":
            return self._question(request, found, row)
        if not self.may_do(request):
            raise PermissionDenied
        if fault := _fault(found, request):
            return self._question(request, found, row, fault=fault)
        self.do(request, found, [row])
        return HttpResponseRedirect(self._after(request, found, row))

    def do(self, request: HttpRequest, act: Act, rows: Iterable[Any]) -> None:
        """Do it to each, and say how many there were, with the way back."""
        batch, done = uuid4(), 0
        left: _Left = defaultdict(list)
        for row in rows:
            with _refusal_kept(left, row), act.turn():
                if why := _kept_from(act, row):
                    raise Conflict(why)
                done += self._do_one(request, act, row, batch)
        self._tell_left(request, left)
        if done or not left:
            self.message_user(request, _with_way_back(act, done, batch))

    def take_back(self, request: HttpRequest, act: Act, stands: Iterable[tuple[Any, Mapping[str, Any]]]) -> int:
        """Bring rows back to the columns given with them; how many."""
        asked, done = _asked(request), 0
        left: _Left = defaultdict(list)
        for row, before in stands:
            with _refusal_kept(left, row), act.turn():
                had = kept(row, act)
                if act.undo and had is not None and act.undo(asked, row, before):
                    words = _("Taken back: %s") % act.words
                    self.log_change(request, row, Change(words, differences(row, had, kept(row, act))))
                    done += 1
        self._tell_left(request, left)
        return done

    def _do_one(self, request: HttpRequest, act: Act, row: Any, batch: UUID) -> int:
        before, asked, noted = kept(row, act), _asked(request), []

        def note() -> None:
            after = kept(row, act) or {}
            undo = Undo(batch, act.name, before or {}, after) if act.undo else None
            change = Change(act.said(asked.reason), differences(row, before or {}, after), undo)
            noted.append(self.log_change(request, row, change))

        # Whoever made it may have deleted it meanwhile, and themselves.
        if before is None or not (count := int(act.do(replace(asked, note=note), row))):
            return 0
        if not noted:
            note()
        return count

    def _tell_left(self, request: HttpRequest, left: _Left) -> None:
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

    def _question(self, request: HttpRequest, act: Act, row: Any, *, fault: str = "") -> HttpResponse:
        refused = _kept_from(act, row)
        context = {
            **asked_about(self, request, act, [row], fault=fault),
            **({} if refused else act.preview(row)),
            "refused": refused, "may": self.may_do(request), "back": self._page(row),
        }  # fmt: skip
        return TemplateResponse(request, "admin/act.html", context, status=400 if fault else 200)

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
    """What the page that asks shows of rows."""
    return {
        **area.admin_site.each_context(request), "title": act.words, "opts": area.opts, "act": act,
        "tells": act.tells, "lasting": act.lasting, "count": len(rows), "named": list(links(area, rows[:_NAMED])),
        "more": max(0, len(rows) - _NAMED), "address": request.get_full_path(), "may": True, "fault": fault,
        "reason": request.POST.get("reason", ""), "reason_length": REASON,
        "reason_words": act.reason.value, "reason_needed": act.reason is Reason.NEEDED,
    }  # fmt: skip


def links(area: Any, rows: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Rows by name with the way to each."""
    name = f"admin:{area.opts.app_label}_{area.opts.model_name}_change"
    return ((words, reverse(name, args=[quote(row.pk)])) for words, row in zip(area.names(rows), rows, strict=True))


def _asked(request: HttpRequest) -> Asked:
    return Asked(request.user, request.POST.get("reason", "").strip()[:REASON], timezone.now(), lambda: None)


@contextmanager
def _refusal_kept(left: _Left, row: Any) -> Iterator[None]:
    """One row that can't be done keeps no other from it; it is told, and why it was."""
    try:
        yield
    except Problem as problem:
        left[problem.detail or problem.title].append(row)


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


def _perform(area: Acting, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse | None:
    """An action of Django's: shows what it will touch, and does it once that is confirmed."""
    act = next(act for act in area.acts if act.name == request.POST.get("action"))
    rows = list(chosen[: MOST + 1])
    confirmed, fault = bool(request.POST.get("confirmed")), _fault(act, request)
    if not fault and (confirmed or (act.at_once and len(rows) == 1)):
        area.do(request, act, rows[:MOST])
        return None
    taken = rows[:MOST]
    context = {
        **asked_about(area, request, act, taken, fault=fault if confirmed else ""), "chosen": taken,
        "checkbox": ACTION_CHECKBOX_NAME, "too_many": len(rows) > MOST, "most": MOST,
    }  # fmt: skip
    return TemplateResponse(request, "admin/act.html", context)
