"""What a person may do to a row: a button on its page, a page that says what it will do and asks, a line in the log."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Generic, TypeVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stations.admin.looking import ModelAdmin
from stations.ingest.runs import RunFailed
from stations.models import Upkeep

M = TypeVar("M", bound=models.Model)

# Writes a line in the log.
Note = Callable[[str], None]

# As far as a reason is kept.
REASON: Final = 200


class Deed(ABC, Generic[M]):
    """One such thing."""

    # Last part of its address, and of that address' name.
    name: ClassVar[str]
    label: ClassVar[str | Promise]
    # What it does, in a sentence or two, on the page that asks.
    says: ClassVar[str | Promise]
    # Whether it takes something away from drivers: its button is red.
    takes_away: ClassVar[bool] = False
    # Whether a reason has to be given.
    wants_reason: ClassVar[bool] = False
    # Template with what it will do to this row, given what `preview` says.
    template: ClassVar[str] = ""

    @abstractmethod
    def concerns(self, row: M) -> bool:
        """Whether it is offered for such a row at all."""

    def refused(self, row: M) -> str:
        """Why it can't be done now; "" when it can."""
        return ""

    def preview(self, row: M) -> Mapping[str, Any]:
        """What its template shows."""
        return {}

    @abstractmethod
    def carry_out(self, row: M, *, reason: str, note: Note) -> str:
        """Do it, or have it done; what the person is told. Raises RunFailed with the reason where it can't be done.

        `note` is called in the transaction that does it, with what the log is to say: before → after.
        """


class Doing(ModelAdmin[M]):
    """Rows with deeds, and the job that a deed or an order left behind."""

    deeds: ClassVar[tuple[Deed[Any], ...]] = ()

    def job_of(self, row: M) -> Upkeep | None:
        """The latest job about it, whose progress its page shows; rows whose deeds are done at once have none."""
        return None

    @property
    def _has_jobs(self) -> bool:
        return type(self).job_of is not Doing.job_of

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<path:object_id>/{deed.name}/",
                self.admin_site.admin_view(self._asked),
                {"deed": deed.name},
                name=f"{name}_{deed.name}",
            )
            for deed in self.deeds
        ]
        seen = path("<path:object_id>/progress/", self.admin_site.admin_view(self._progress), name=f"{name}_progress")
        return [*own, *([seen] if self._has_jobs else []), *super().get_urls()]

    def may_do(self, request: HttpRequest) -> bool:
        """Whoever may change rows of this kind by Django's rights."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        row: Any = context.get("original")
        if row is not None:
            context |= {
                "progress": self._told(row) if self._has_jobs else None,
                "deeds": self._offered(row) if self.may_do(request) else [],
            }
        return super().render_change_form(request, context, *args, **more)

    def _offered(self, row: M) -> list[dict[str, Any]]:
        concerned = [deed for deed in self.deeds if deed.concerns(row)]
        return [
            {"deed": deed, "refused": deed.refused(row), "address": self._address(row, deed.name)} for deed in concerned
        ]

    def _told(self, row: M) -> dict[str, Any]:
        return {"job": self.job_of(row), "address": self._address(row, "progress")}

    def _address(self, row: M, what: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}", args=[row.pk])

    @method_decorator(require_safe)
    def _progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How far the job is, for the script that looks again."""
        row = self._looked_at(request, object_id)
        return TemplateResponse(request, "admin/stations/parts/progress.html", {"progress": self._told(row)})

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def _asked(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        row = self._looked_at(request, object_id)
        (found,) = (one for one in self.deeds if one.name == deed)
        if request.method == "POST":
            if not self.may_do(request):
                raise PermissionDenied
            return self._done(request, row, found)
        return self._question(request, row, found)

    def _looked_at(self, request: HttpRequest, object_id: str) -> M:
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row

    def _question(self, request: HttpRequest, row: M, deed: Deed[M], *, fault: str = "") -> HttpResponse:
        refused = "" if deed.concerns(row) else _("It is not in a state for that.")
        refused = refused or deed.refused(row)
        context = {
            **self.admin_site.each_context(request),
            **({} if refused else deed.preview(row)),
            "title": deed.label,
            "deed": deed,
            "original": row,
            "opts": self.opts,
            "refused": refused,
            "may": self.may_do(request),
            "fault": fault,
            "reason_length": REASON,
            "back": self._page(row),
        }
        return TemplateResponse(request, "admin/stations/ask.html", context, status=400 if fault else 200)

    def _done(self, request: HttpRequest, row: M, deed: Deed[M]) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()[:REASON]
        if deed.wants_reason and not reason:
            return self._question(request, row, deed, fault=_("Say why: it stands in the log."))
        refused = deed.refused(row) if deed.concerns(row) else _("It is not in a state for that.")
        if not refused:
            try:
                messages.success(request, deed.carry_out(row, reason=reason, note=self._note(request, row, reason)))
            except RunFailed as failed:
                refused = str(failed)
        if refused:
            messages.error(request, refused)
        return HttpResponseRedirect(self._page(row))

    def _note(self, request: HttpRequest, row: M, reason: str) -> Note:
        def note(said: str) -> None:
            self.log_change(request, row, f"{said}: {reason}" if reason else said)

        return note

    def _page(self, row: M) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
