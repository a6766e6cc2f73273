"""What is done to many rows of the console at once: shown first, then done row by row, and taken back where it can be.

An area names its acts; `Acting`, which is laid over every area as it is registered (`accounts.door`), makes actions of
them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from voltway.lib.console import Change, Undo
from voltway.lib.problems import Problem

# Rows that are done at once: a request answers within seconds. Of a longer list the first ones are taken.
MOST: Final = 500
# Rows that the page before it names.
_NAMED: Final = 20
TAKEN_BACK: Final = _("It can be taken back, from the message after it and from the audit trail.")

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[models.Model]
else:
    Base = object


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, why, and when."""

    by: Any
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done to chosen rows. `do` answers how many things it changed, or raises a Problem."""

    name: str
    words: Promise | str
    # What will happen to them.
    tells: Promise | str
    do: Callable[[Asked, Any], Any]
    # What is said after it, with the number of rows.
    told: Callable[[int], str]
    # Columns that it changes, which are noted before and after.
    keeps: tuple[str, ...] = ()
    # Brings a row back to the columns before; None where that can't be, and `lasting` says why, or what stays.
    undo: Callable[[Asked, Any, Mapping[str, Any]], Any] | None = None
    lasting: Promise | str = TAKEN_BACK
    asks_reason: bool = False
    # False for a use-case with transactions of its own: its entry follows it.
    whole: bool = True

    def turn(self) -> AbstractContextManager[Any]:
        """Nothing is done without its entry in the audit trail."""
        return transaction.atomic() if self.whole else nullcontext()


class Acting(Base):
    """An area whose actions are acts."""

    acts: ClassVar[Sequence[Act]]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own and the acts, for whoever may do them."""
        actions: dict[str, Any] = dict(super().get_actions(request))
        if self.acts and self.may_do(request):
            actions |= {act.name: (_perform, act.name, act.words) for act in self.acts}
        return actions

    def may_do(self, request: HttpRequest) -> bool:
        """Whoever may change rows of this kind by Django's rights, also where no form changes them."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever may do nothing here is told so, not shown the list as if it had been done."""
        if request.method == "POST" and not self.get_actions(request) and not self.has_change_permission(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def do(self, request: HttpRequest, act: Act, rows: Iterable[Any]) -> None:
        """Do it to each, and say how many there were, with the way back."""
        asked, batch, done = _asked(request), uuid4(), 0
        for row in rows:
            with self._refusals_told(request, row), act.turn():
                done += self._do_one(request, act, row, asked, batch)
        self.message_user(request, _with_way_back(act, done, batch))

    def take_back(self, request: HttpRequest, act: Act, stands: Iterable[tuple[Any, Mapping[str, Any]]]) -> int:
        """Bring rows back to the columns given with them; how many."""
        asked, done = _asked(request), 0
        for row, before in stands:
            with self._refusals_told(request, row), act.turn():
                had = kept(row, act)
                if act.undo and had is not None and act.undo(asked, row, before):
                    words = _("Taken back: %s") % act.words
                    self.log_change(request, row, Change(words, differences(row, had, kept(row, act))))
                    done += 1
        return done

    def _do_one(self, request: HttpRequest, act: Act, row: Any, asked: Asked, batch: UUID) -> int:
        before = kept(row, act)
        # Whoever made it may have deleted it meanwhile, and themselves.
        if before is None or not (count := int(act.do(asked, row))):
            return 0
        after = kept(row, act) or {}
        undo = Undo(batch, act.name, before, after) if act.undo else None
        words = f"{act.words}: {asked.reason}" if asked.reason else str(act.words)
        self.log_change(request, row, Change(words, differences(row, before, after), undo))
        return count

    @contextmanager
    def _refusals_told(self, request: HttpRequest, row: Any) -> Iterator[None]:
        """One row that can't be done keeps no other from it."""
        try:
            yield
        except Problem as problem:
            words = _("Left as it is: %(row)s. %(why)s") % {"row": row, "why": problem.detail or problem.title}
            self.message_user(request, words, messages.ERROR)


def kept(row: models.Model, act: Act) -> dict[str, Any] | None:
    """The columns that a act changes, as they are now; None where the row is gone."""
    return type(row)._default_manager.filter(pk=row.pk).values(*(act.keeps or ("pk",))).first()


def differences(
    row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any] | None
) -> list[tuple[Any, Any, Any]]:
    """Columns that are others now, in words."""
    now = after or {}
    return [
        (row._meta.get_field(name).verbose_name, _in_words(row, name, was), _in_words(row, name, now.get(name)))  # type: ignore[union-attr]
        for name, was in before.items()
        if name != "pk" and was != now.get(name)
    ]


def _in_words(row: models.Model, name: str, value: Any) -> Any:
    choices = dict(row._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices[value]) if value in choices else value


def _asked(request: HttpRequest) -> Asked:
    return Asked(request.user, request.POST.get("reason", "").strip()[:200], timezone.now())


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
    if request.POST.get("confirmed"):
        area.do(request, act, rows[:MOST])
        return None
    return TemplateResponse(request, "admin/act.html", _shown(area, request, act, rows))


def _shown(area: Acting, request: HttpRequest, act: Act, rows: list[Any]) -> dict[str, Any]:
    taken = rows[:MOST]
    return {
        **area.admin_site.each_context(request), "title": act.words, "opts": area.opts, "act": act,
        "tells": act.tells, "lasting": act.lasting,
        "count": len(taken), "too_many": len(rows) > MOST, "most": MOST, "named": list(links(area, taken[:_NAMED])),
        "more": max(0, len(taken) - _NAMED), "chosen": taken, "checkbox": ACTION_CHECKBOX_NAME,
        "address": request.get_full_path(), "reason": request.POST.get("reason", ""),
    }  # fmt: skip


def links(area: Any, rows: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Rows with the way to each."""
    name = f"admin:{area.opts.app_label}_{area.opts.model_name}_change"
    return ((str(row), reverse(name, args=[quote(row.pk)])) for row in rows)
