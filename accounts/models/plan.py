"""Plans: how much of the API they give; who has which, and how that changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What everybody has who has no other.
FREE = "free"


class Plan(models.Model):
    """A plan as the pricing page shows it. The four that there are came with a migration; the console edits them."""

    slug = models.SlugField(_("short name"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    rank = models.PositiveSmallIntegerField(_("order"), unique=True)
    per_day = models.PositiveIntegerField(
        _("requests a day"), null=True, blank=True, help_text=_("Empty: by agreement, with each subscription.")
    )
    per_minute = models.PositiveIntegerField(_("requests a minute"))
    page_size = models.PositiveIntegerField(_("stations a page"))
    export_rows = models.PositiveIntegerField(
        _("stations an export"), null=True, blank=True, help_text=_("Empty: as many as there are.")
    )
    bulk_rows = models.PositiveIntegerField(_("stations a bulk request"), help_text=_("0: no bulk requests."))
    monthly_price = models.DecimalField(
        _("price a month in euros"), max_digits=8, decimal_places=2, null=True, blank=True,
        help_text=_("Empty: on request."),
    )  # fmt: skip

    class Meta:
        ordering = ["rank"]
        constraints = [
            # Nobody can use a plan that lets nothing through.
            models.CheckConstraint(
                condition=(Q(per_day=None) | Q(per_day__gt=0)) & Q(per_minute__gt=0), name="accounts_plan_lets_through"
            ),
            # What a page of the API holds at most, and a bulk request.
            models.CheckConstraint(
                condition=Q(page_size__range=(1, 500), bulk_rows__lte=10_000), name="accounts_plan_within_api"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """The plan that somebody has; who has none is on the free one."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscription")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="subscriptions")
    agreed_per_day = models.PositiveIntegerField(_("agreed requests a day"), null=True, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_per_day=None) | Q(agreed_per_day__gt=0), name="accounts_subscription_lets_through"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.plan}"


class PlanChange(models.Model):
    """The audit row of a change of plan: nobody changes or deletes it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="plan_changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    before = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    after = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    agreed_per_day = models.PositiveIntegerField(_("agreed requests a day"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-id"]
        verbose_name = _("change of plan")
        verbose_name_plural = _("changes of plan")

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
