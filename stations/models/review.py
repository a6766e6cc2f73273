"""Reviews of stations, whom they helped, and what the operator says to them."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models.contribution import Rewritable

BEST: Final = 5
MAX_TEXT: Final = 2000


def _rated(field: str) -> Q:
    return Q(**{f"{field}__gte": 1, f"{field}__lte": BEST})


class Review(Rewritable):
    """What one account thinks of one station. A part that is null was not rated."""

    stars = models.PositiveSmallIntegerField(_("stars"), editable=False)
    cleanliness = models.PositiveSmallIntegerField(_("cleanliness"), null=True, editable=False)
    safety = models.PositiveSmallIntegerField(_("safety"), null=True, editable=False)
    accessibility = models.PositiveSmallIntegerField(_("accessibility"), null=True, editable=False)
    text = models.CharField(_("text"), max_length=MAX_TEXT, blank=True, editable=False)
    # Only of one that was not shown then, or was taken down before: it is kept without its words, so that it is not
    # told anew as if nobody had taken it down. Whatever else was shown is deleted.
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            # One standing review: who writes another one changes it.
            models.UniqueConstraint(fields=["station", "user"], name="stations_review_once"),
            models.CheckConstraint(condition=_rated("stars"), name="stations_review_has_stars"),
            # Null passes a CHECK: not rated.
            models.CheckConstraint(
                condition=_rated("cleanliness") & _rated("safety") & _rated("accessibility"),
                name="stations_review_parts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(state="SHOWN"), name="stations_review_withdrawn_is_unseen"
            ),
        ]
        indexes = [
            # community/ratings: rating and reviews of a station, the newest first.
            models.Index(fields=["station", "-created_at"], name="stations_review_of_station"),
            # Console: a span of days, and the chart of its home.
            models.Index(fields=["created_at"], name="stations_review_told"),
            # admin/reviews: what waits for a moderator, the newest first.
            models.Index(fields=["-created_at"], condition=Q(state="WAITING"), name="stations_review_waiting"),
        ]


# What is rated beside the whole.
PARTS: Final = ("cleanliness", "safety", "accessibility")


class Vote(models.Model):
    """A review helped somebody."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="votes", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Nobody's voice counts twice.
            models.UniqueConstraint(fields=["review", "user"], name="stations_vote_once"),
        ]

    def __str__(self) -> str:
        return f"helped by {self.review}"


class Reply(Rewritable):
    """What the operator of the station says to a review."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="reply", editable=False)
    text = models.CharField(_("text"), max_length=MAX_TEXT, editable=False)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="stations_reply_says_something")]
        indexes = [
            # admin/reviews: what waits for a moderator, the newest first.
            models.Index(fields=["-created_at"], condition=Q(state="WAITING"), name="stations_reply_waiting"),
        ]
