"""Reviews as they are read: the section of a station's page, and the page with all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from stations.community import author, ratings
from stations.community.ratings import Mean, Rating
from stations.community.replies import may_reply
from stations.models import Reply, Review
from stations.models.review import BEST, PARTS
from stations.web import units
from stations.web.community.place import place
from stations.web.words import Text

_ON_STATION: Final = 5
_ON_PAGE: Final = 20
HELPFUL: Final = "helpful"
PART_WORDS: Final[dict[str, Text]] = {
    "cleanliness": gettext_lazy("Cleanliness"),
    "safety": gettext_lazy("Safety"),
    "accessibility": gettext_lazy("Accessibility"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The operator's reply in words."""

    text: str
    age: str
    changed: str
    is_own: bool
    hidden: str
    reason: str
    # When its review was changed after it; "" where it was not.
    before: str


@dataclass(frozen=True, slots=True)
class Line:
    """One review in words. `hidden`: why others don't see it; "" where they do."""

    id: str
    marks: list[bool]
    words: str
    parts: list[tuple[Text, str]]
    text: str
    age: str
    changed: str
    helpful: str
    helped: bool
    hidden: str
    reason: str
    reply: Answer | None


@dataclass(frozen=True, slots=True)
class Told:
    """What all reviews say together; `rating` None: nobody reviewed it yet."""

    rating: Rating | None
    words: str
    parts: list[tuple[Text, str]]
    own: Line | None
    # Whether the reader may say of others' reviews that they helped, and reply to them.
    votes: bool
    replies: bool
    write_url: str
    all_url: str


@dataclass(frozen=True, slots=True)
class Section:
    """On a station's page."""

    told: Told
    lines: list[Line]
    more: str


def section(request: HttpRequest, station: str, now: datetime) -> Section:
    """For the station's page: the newest reviews."""
    told = _told(request, station, now)
    others = _others(request, station)[:_ON_STATION] if told.rating else []
    count = told.rating.whole.count if told.rating else 0
    more = ngettext("All %(n)s review", "All %(n)s reviews", count) % {"n": count} if count > _ON_STATION else ""
    return Section(told, [_line(review, request, now) for review in others], more)


@never_cache
@require_safe
def show_all(request: HttpRequest, station: str) -> HttpResponse:
    """All reviews of a station in pages: the newest first, or those that helped most."""
    here, now = place(station), timezone.now()
    order = HELPFUL if request.GET.get("order") == HELPFUL else ""
    rows = _others(request, station)
    if order:
        rows = rows.order_by("-helpful", "-created_at", "-pk")
    page = Paginator(rows, _ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": here,
        "reviews": {"told": _told(request, station, now), "lines": [_line(review, request, now) for review in page]},
        "page": page,
        "order": order,
        "here": request.get_full_path(),
    }
    return render(request, "community/reviews_all.html", context)


def mean_words(mean: Mean) -> str:
    """A mean with its count, such as "4.2 of 5 from 7 reviews"."""
    words = ngettext("%(stars)s of %(best)s from %(n)s review", "%(stars)s of %(best)s from %(n)s reviews", mean.count)
    return words % {"stars": number_format(mean.stars, 1), "best": BEST, "n": units.count(mean.count)}


def _told(request: HttpRequest, station: str, now: datetime) -> Told:
    rating = ratings.rating_of(station)
    known = request.user.is_authenticated
    own = ratings.of_station(station, request.user).filter(user=request.user.pk).first() if known else None
    return Told(
        rating=rating,
        words=_rating_words(rating, now) if rating else "",
        parts=[(PART_WORDS[part], mean_words(mean)) for part, mean in rating.parts.items()] if rating else [],
        own=_line(own, request, now) if own else None,
        votes=known,
        replies=bool(rating) and may_reply(station, author.of(request)),
        write_url=reverse("review-write", args=[station]),
        all_url=reverse("reviews", args=[station]),
    )


def _rating_words(rating: Rating, now: datetime) -> str:
    told = {"mean": mean_words(rating.whole), "age": units.age(rating.newest_at, now)}
    return (_("%(mean)s, %(age)s") if rating.whole.count == 1 else _("%(mean)s, newest %(age)s")) % told


def _others(request: HttpRequest, station: str) -> Any:
    """All but the reader's own, which stands above them."""
    return ratings.of_station(station, request.user).exclude(user=request.user.pk)


def _line(review: Review, request: HttpRequest, now: datetime) -> Line:
    rated = [(part, getattr(review, part)) for part in PARTS if getattr(review, part) is not None]
    helpful: int = getattr(review, "helpful", 0)
    reply: Reply | None = getattr(review, "reply", None)
    return Line(
        id=review.public_id,
        marks=[number <= review.stars for number in range(1, BEST + 1)],
        words=_of_best(review.stars),
        parts=[(PART_WORDS[part], _of_best(stars)) for part, stars in rated],
        text=review.text,
        age=units.age(review.created_at, now),
        changed=_changed(review, now),
        helpful=ngettext("Helped %(n)s other", "Helped %(n)s others", helpful) % {"n": helpful} if helpful else "",
        helped=bool(getattr(review, "helped", False)),
        hidden=_hidden(review),
        reason=review.reason,
        reply=_answer(reply, review, request, now) if reply else None,
    )


def _answer(reply: Reply, review: Review, request: HttpRequest, now: datetime) -> Answer | None:
    is_own = request.user.is_authenticated and reply.user_id == request.user.pk
    if not is_own and reply.state != Reply.State.SHOWN:
        return None
    age, changed = units.age(reply.created_at, now), _changed(reply, now)
    before = units.day(review.changed_at) if review.changed_at > reply.changed_at else ""
    return Answer(reply.text, age, changed, is_own, _hidden(reply), reply.reason, before)


def _hidden(told: Review | Reply) -> str:
    return "" if told.state == told.State.SHOWN else str(told.State(told.state).label)


def _changed(told: Review | Reply, now: datetime) -> str:
    return units.age(told.changed_at, now) if told.changed_at > told.created_at else ""


def _of_best(stars: int) -> str:
    return _("%(stars)s of %(best)s") % {"stars": stars, "best": BEST}
