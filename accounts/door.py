"""The door of the console: one logs in as everywhere else, and not without a second factor."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.areas import by_area
from accounts.audit import Audited, of_person, ways_back
from accounts.explained import Explained
from accounts.second_factor import has_second_factor
from voltway.lib.acting import Acting
from voltway.lib.choosing import Choosing
from voltway.lib.console import home
from voltway.lib.deleting import delete_chosen
from voltway.lib.listing import Listed


class Console(AdminSite):
    """Open to staff with a second factor."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.add_action(delete_chosen, "delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and has_second_factor(request.user)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """With audit trail, acts, bounded lists, a glossary and discreet fields, however an area was written."""
        area = admin_class or ModelAdmin
        facts = {"__doc__": area.__doc__, "acts": getattr(area, "acts", ())}
        laid_over = (Audited, Acting, Listed, Explained, Choosing, area)
        super().register(model_or_iterable, type(area.__name__, laid_over, facts), **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """By areas of work; of one app alone as Django has it."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else by_area(apps)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What needs somebody now, the last days, and every area."""
        done = ways_back(self, request, of_person(request.user)[:10])
        shown = {"home": home(request.user, now=timezone.now()), "done": done}
        return super().index(request, {**shown, **(extra_context or {})})

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where everybody changes theirs: guesses are braked there, log-ins end and their owner gets a mail."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where whoever may not in is sent on to, and what they lack."""
        wanted = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if not super().has_permission(request):
            raise PermissionDenied
        if not has_second_factor(request.user):
            messages.warning(request, _("The console needs a second factor. Set it up here, then go on."))
            return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': wanted})}")
        return HttpResponseRedirect(reverse("admin:index"))
