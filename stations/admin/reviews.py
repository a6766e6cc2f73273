"""Reviews and the operators' replies to them in the queue of a moderator."""

from textwrap import wrap
from typing import Any, Final, TypeVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stations.admin.moderating import Moderating
from stations.models import Reply, Review
from stations.models.review import BEST

R = TypeVar("R", Review, Reply)
# Characters of a line, and lines, that a list has room for.
_LINE: Final = 30
_LINES: Final = 6


class _Written(Moderating[R]):
    """With as much of its text as a list has room for; its author may put it in other words."""

    looked_at = ("changed_at",)

    @admin.display(description=_("text"))
    def words(self, row: R) -> str:
        return _beginning(row.text)


class StarsFilter(admin.SimpleListFilter):
    """By stars: one to five, without a look at which ones were given."""

    title = _("stars")
    parameter_name = "stars"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(stars), str(stars)) for stars in range(1, BEST + 1)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        chosen = self.value()
        return queryset.filter(stars=chosen) if chosen in dict(self.lookup_choices) else queryset


@admin.register(Review)
class ReviewAdmin(_Written[Review]):
    """What drivers think of stations, beside what its operator said to it."""

    list_display = (
        "stars",
        "words",
        "reply_words",
        "state",
        "reason",
        "station_page",
        "who",
        "created_at",
        "changed_at",
    )
    list_display_links = ("stars", "words")
    list_select_related = ("user", "reply")
    list_filter = ("state", StarsFilter, "created_at")
    fields = (
        "station_page", "stars", "cleanliness", "safety", "accessibility", "text", "reply_text", "who",
        "created_at", "changed_at", "state", "reason",
    )  # fmt: skip
    readonly_fields = ("station_page", "who", "reply_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        # What its author has taken back is nobody's to show.
        return super().get_queryset(request).filter(withdrawn_at__isnull=True)

    @admin.display(description=_("reply"))
    def reply_text(self, review: Review) -> str:
        reply = getattr(review, "reply", None)
        return reply.text if reply else ""

    @admin.display(description=_("reply"))
    def reply_words(self, review: Review) -> str:
        return _beginning(self.reply_text(review))


@admin.register(Reply)
class ReplyAdmin(_Written[Reply]):
    """What operators said to reviews."""

    list_display = ("words", "review_words", "state", "reason", "station_page", "who", "created_at", "changed_at")
    list_select_related = ("user", "review")
    fields = (
        "station_page", "text", "review_text", "who", "created_at", "changed_at", "state", "reason",
    )  # fmt: skip
    readonly_fields = ("station_page", "who", "review_text")

    @admin.display(description=_("review"))
    def review_text(self, reply: Reply) -> str:
        return f"{reply.review.stars}: {reply.review.text}"

    @admin.display(description=_("review"))
    def review_words(self, reply: Reply) -> str:
        return _beginning(self.review_text(reply))


def _beginning(text: str) -> str:
    """What a list shows of a text: not so much, and no word so long, that it would push aside what stands behind."""
    lines = wrap(text, _LINE)
    return " ".join(lines[:_LINES]) + ("…" if len(lines) > _LINES else "")
