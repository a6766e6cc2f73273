"""What people did in the console: who, what, when, and each field before and after."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that was done to one row. Nobody changes or deletes it; it outlives who did it and what it is of.

    Without secrets and addresses of mail, as the logs are (docs/adr/0025-audit-trail.md).
    """

    class Action(models.TextChoices):
        """What became of the row."""

        ADDED = "ADDED", _("added")
        CHANGED = "CHANGED", _("changed")
        DELETED = "DELETED", _("deleted")

    at = models.DateTimeField(_("at (UTC)"))
    # Empty where their account is deleted.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False, verbose_name=_("who")
    )
    # The row: label of its model, such as stations.review, its key, and what it was called.
    kind = models.CharField(_("kind"), max_length=80)
    row = models.CharField(_("key"), max_length=80)
    # Key of whom the row was, or whose. No relation: what a relation leads to somebody with is theirs to download.
    about = models.BigIntegerField(null=True, editable=False)
    named = models.CharField(_("row"), max_length=200, blank=True)
    action = models.CharField(_("what"), max_length=7, choices=Action)
    words = models.CharField(_("in words"), max_length=400, blank=True)
    # [name of the field, before, after], for people.
    changes = models.JSONField(_("before and after"), default=list)
    # What was done at once, the act that did it, and the columns before and after, where it can be taken back.
    batch = models.UUIDField(null=True)
    act = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    # Of whoever did it; what it was done to may be somebody else's.
    withheld = frozenset({"about", "named", "words", "changes", "before", "after"})

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            # Console: what somebody did, the latest first; their deletion.
            models.Index(fields=["by", "-id"], name="accounts_audit_by"),
            # Console: what was done to a kind of rows, the latest first.
            models.Index(fields=["kind", "-id"], name="accounts_audit_kind"),
            # The history of a row, search by key; a person's deletion.
            models.Index(fields=["row", "kind"], name="accounts_audit_row"),
            # A person's deletion: entries about rows of theirs, also of those that are no more.
            models.Index(fields=["about"], condition=models.Q(about__isnull=False), name="accounts_audit_about"),
            # Search by name; a person's deletion.
            models.Index(fields=["named"], name="accounts_audit_named"),
            # Console: a span of days.
            models.Index(fields=["at"], name="accounts_audit_at"),
            # What was done at once, to be taken back.
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="accounts_audit_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}: {self.get_action_display()}"
