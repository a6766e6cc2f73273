"""Keys of the API. Of the key itself only a digest is kept: it is shown once, when it is made."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from voltway.lib.access import Scope


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Chainable reads."""

    def good(self, now: datetime) -> "ApiKeyQuerySet":
        """Those that open something."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


class ApiKey(models.Model):
    """A key that programs send. Its usage hangs on it: while its owner is there, only those of log-ins are deleted,
    once they have none."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=60)
    # What is shown of the key from then on, and what it begins with.
    prefix = models.CharField(_("begins with"), max_length=12, unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    # Words of Scope with a space between them.
    scope = models.CharField(_("scopes"), max_length=40)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    # Written once a minute at most.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    rotated_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="successor", verbose_name=_("in place of")
    )

    # What even its owner is not shown.
    withheld = frozenset({"digest"})

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(Scope(word) for word in self.scope.split())

    def is_good(self, now: datetime) -> bool:
        """Whether it opens something."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


def as_words(scopes: Iterable[Scope]) -> str:
    """Scopes as they are stored: each once, in the order of their kind."""
    given = set(scopes)
    return " ".join(scope for scope in Scope if scope in given)
