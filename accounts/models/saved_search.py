"""A search that somebody opens again by its name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.search.query import MAX_QUERY

MAX_NAME = 80


class SavedSearch(models.Model):
    """A name and the canonical parameters of a search, as they stand in an address behind the question mark."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", db_index=False)
    # Made by whoever saves the search, so that saving it again is the same search.
    uid = models.UUIDField()
    name = models.CharField(max_length=MAX_NAME)
    query = models.CharField(max_length=MAX_QUERY)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            # Also the index of somebody's searches.
            models.UniqueConstraint(fields=["user", "uid"], name="accounts_savedsearch_once"),
            models.CheckConstraint(condition=~models.Q(query=""), name="accounts_savedsearch_asks_something"),
        ]

    def __str__(self) -> str:
        return self.name
