"""Plans, and who has which: giving somebody a plan is an operator's act, with an audit row."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import plans
from accounts.models import Plan, PlanChange, Subscription, User
from stations.admin.looking import M, ModelAdmin
from voltway.lib.listing import Sought

# Django's own class takes no type; its stubs want one.
if TYPE_CHECKING:
    SubscriptionFormBase = forms.ModelForm[Subscription]
else:
    SubscriptionFormBase = forms.ModelForm


@admin.register(Plan)
class PlanAdmin(ModelAdmin[Plan]):
    """The numbers are an operator's to set; processes take them over within seconds."""

    list_display = ("name", "per_day", "per_minute", "page_size", "export_rows", "bulk_rows", "monthly_price")
    ordering = ("rank",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Code knows plans by it."""
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Audit rows name it."""
        return False


class _OfOwners(Sought, ModelAdmin[M]):
    """What is found by whose it is, as keys are."""

    # Shows the field; `sought` looks into the indexes.
    search_fields = ("owner__email",)
    search_help_text = _("the owner's whole e-mail address")
    ordering = ("-pk",)
    sortable_by = ()

    def sought(self, term: str) -> Q:
        return Q(owner__email=term.lower())


class SubscriptionForm(SubscriptionFormBase):
    """Who gets which plan, and why."""

    note = forms.CharField(label=_("note"), max_length=200, required=False, help_text=_("For the audit row."))

    class Meta:
        model = Subscription
        fields = ("owner", "plan", "agreed_per_day")

    def clean(self) -> dict[str, Any]:
        """A plan by agreement needs the number that was agreed."""
        given = super().clean() or {}
        plan = given.get("plan")
        if plan and plan.per_day is None and not given.get("agreed_per_day"):
            self.add_error("agreed_per_day", _("This plan needs an agreed number of requests a day."))
        return given


@admin.register(Subscription)
class SubscriptionAdmin(_OfOwners[Subscription]):
    """Whoever is not listed is on the free plan. Saving gives the plan; that is written down."""

    form = SubscriptionForm
    list_display = ("owner", "plan", "agreed_per_day", "since")
    list_filter = ("plan",)
    list_select_related = ("owner", "plan")
    autocomplete_fields = ("owner",)

    def save_model(self, request: HttpRequest, obj: Subscription, form: Any, change: bool) -> None:
        """The one use-case, as everybody else who gives a plan calls it."""
        given = plans.subscribe(
            owner=obj.owner, plan=obj.plan, by=cast(User, request.user), now=timezone.now(),
            agreed_per_day=obj.agreed_per_day, note=form.cleaned_data["note"],
        )  # fmt: skip
        obj.pk, obj.since = given.pk, given.since

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A subscription stays its owner's."""
        return ("owner", "since") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Back to the free plan is a change of plan, too: it leaves its audit row."""
        return False


@admin.register(PlanChange)
class PlanChangeAdmin(_OfOwners[PlanChange]):
    """The audit rows: looked at, never touched."""

    list_display = ("at", "owner", "before", "after", "agreed_per_day", "by", "note")
    list_select_related = ("owner", "before", "after", "by")
    list_filter = ("after",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
