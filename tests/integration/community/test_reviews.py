"""Reviews: one of an account for a station, counted with its age, helpful to others, replied to by the operator."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator
from pytest_django import Settings

from accounts import privacy
from accounts.models import User
from stations.api.schema.community import SHAPES
from stations.community import ratings, replies, reviews
from stations.community.author import Author
from stations.community.moderation import set_state
from stations.community.ratings import Mean
from stations.models import Block, Reply, Review, Source, Station, Vote
from stations.records import OperatorRecord
from tests.fakes import keys
from tests.people import operator, person
from tests.world import CLOSED, REGISTER, publish, stage, station
from voltway.lib.access import Scope
from voltway.lib.problems import Conflict, Gone, InvalidParameters, NotAllowed, NotFound, NotSignedIn

__all__ = ["stage"]
pytestmark = pytest.mark.usefixtures("stage")

NOW = timezone.now()
LONG = "Dry, lit at night, and the bakery next door opens at six in the morning."
VOLTS = OperatorRecord("Volts", email="help@volts.example")


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def here(stage: None) -> str:
    publish(
        REGISTER,
        station("a", name="Lindenpark", operator=VOLTS),
        station("b", (52.6, 13.4), name="Elsewhere", operator="Volts"),
    )
    return Station.objects.get(name="Lindenpark").public_id


@pytest.fixture
def elsewhere(here: str) -> str:
    return Station.objects.get(name="Elsewhere").public_id


@pytest.fixture
def alice() -> Author:
    return Author(person(), "here")


@pytest.fixture
def bob() -> Author:
    return Author(person("bob@voltway.example"), "there")


@pytest.fixture
def volts() -> Author:
    """Whoever reads the mails of the operator."""
    return Author(person("help@volts.example"), "office")


def somebody(number: int) -> Author:
    return Author(person(f"driver{number}@voltway.example"), f"{number:032}")


def write(here: str, by: Author, stars: Any = 4, *, ago: timedelta = timedelta(), **told: Any) -> Review:
    return reviews.write_review(station=here, told={"stars": stars, **told}, by=by, now=NOW - ago)[0]


def change(review: Review, by: Author, stars: Any = 4, **told: Any) -> Review:
    return reviews.change_review(
        station=review.station, public_id=review.public_id, told={"stars": stars, **told}, by=by,
        now=NOW + timedelta(hours=1),
    )  # fmt: skip


def withdraw(review: Review, by: Author) -> None:
    reviews.withdraw_review(station=review.station, public_id=review.public_id, by=by, now=NOW)


def vote(review: Review, by: Author, *, helpful: bool = True) -> None:
    reviews.vote(station=review.station, public_id=review.public_id, helpful=helpful, by=by, now=NOW)


def reply(review: Review, by: Author, text: str = "Thank you.") -> tuple[Reply, bool]:
    return replies.reply(station=review.station, public_id=review.public_id, text=text, by=by, now=NOW)


# The rating


def test_without_a_review_there_is_no_rating(here: str) -> None:
    assert ratings.rating_of(here) is None


def test_a_rating_is_a_mean_with_its_count_and_its_age(here: str, elsewhere: str) -> None:
    for number, stars in enumerate((5, 4, 4)):
        write(here, somebody(number), stars, ago=timedelta(days=number))
    write(elsewhere, somebody(9), 1)
    rating = ratings.rating_of(here)
    assert rating
    assert (rating.whole, rating.newest_at) == (Mean(Decimal("4.3"), 3), NOW)


def test_parts_count_only_where_they_were_rated(here: str) -> None:
    write(here, somebody(1), 5, cleanliness=2)
    write(here, somebody(2), 5, cleanliness=3, safety=1)
    write(here, somebody(3), 5)
    rating = ratings.rating_of(here)
    assert rating
    assert rating.parts == {"cleanliness": Mean(Decimal("2.5"), 2), "safety": Mean(Decimal("1.0"), 1)}


@pytest.mark.parametrize("state", ["WAITING", "HIDDEN"])
def test_what_is_not_shown_does_not_count(here: str, alice: Author, bob: Author, state: str) -> None:
    write(here, alice, 5)
    set_state(write(here, bob, 1), Review.State(state), reason="Rude.", now=NOW)
    rating = ratings.rating_of(here)
    assert rating
    assert rating.whole == Mean(Decimal("5.0"), 1)


# Writing


def test_a_review_is_shown_at_once(here: str, alice: Author) -> None:
    review = write(here, alice, 4, safety=3, text=LONG)
    assert (review.state, review.stars, review.safety, review.cleanliness) == ("SHOWN", 4, 3, None)


def test_it_needs_an_account_whose_address_is_verified(here: str) -> None:
    with pytest.raises(NotSignedIn):
        write(here, Author(None, "here"))
    with pytest.raises(NotAllowed, match="verified"):
        write(here, Author(person(verified=False), "here"))


def test_who_is_blocked_tells_nothing(here: str, alice: Author, bob: Author) -> None:
    theirs = write(here, bob)
    mine = write(here, alice)
    Block.objects.create(user=alice.user, reason="Advertising.")
    for refused in (lambda: change(mine, alice, 1), lambda: vote(theirs, alice)):
        with pytest.raises(NotAllowed, match="Advertising"):
            refused()
    # What is theirs they may always take back.
    withdraw(mine, alice)


def test_the_same_again_is_the_one_that_is_there_and_another_one_is_refused(here: str, alice: Author) -> None:
    first = write(here, alice, 4, text=LONG)
    again, is_new = reviews.write_review(station=here, told={"stars": 4, "text": LONG}, by=alice, now=NOW)
    assert (again, is_new) == (first, False)
    with pytest.raises(Conflict):
        write(here, alice, 1)
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({}, ["stars"]),
        ({"stars": 0}, ["stars"]),
        ({"stars": 6}, ["stars"]),
        ({"stars": True}, ["stars"]),
        ({"stars": 4.5}, ["stars"]),
        ({"stars": "4"}, ["stars"]),
        ({"stars": 4, "safety": 0, "cleanliness": 9, "accessibility": "x"}, ["cleanliness", "safety", "accessibility"]),
        ({"stars": 4, "text": "a" * 2001}, ["text"]),
    ],
)
def test_each_member_that_cannot_be_is_named(here: str, alice: Author, told: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InvalidParameters) as refused:
        reviews.write_review(station=here, told=told, by=alice, now=NOW)
    assert [error.parameter for error in refused.value.errors] == named


def test_words_are_cleaned_and_lines_stay(here: str, alice: Author) -> None:
    assert write(here, alice, text=" Dry\u202e.\0 \r\n\n Lit. ").text == "Dry.\n\nLit."


def test_a_station_that_is_not_there_is_not_reviewed(here: str, alice: Author) -> None:
    with pytest.raises(NotFound):
        write("a" * 12, alice)
    publish(REGISTER, station("b", (52.6, 13.4), name="Elsewhere"), complete="*")
    with pytest.raises(Gone):
        write(here, alice)


def test_a_flood_waits(here: str) -> None:
    states = [write(here, somebody(number), 1).state for number in range(11)]
    assert states == ["SHOWN"] * 10 + ["WAITING"]


def test_the_same_words_twice_wait(here: str, elsewhere: str, alice: Author, bob: Author) -> None:
    write(here, alice, text=LONG)
    assert write(elsewhere, alice, text=LONG).reason == reviews.COPIED
    assert write(here, bob, text=LONG).state == "WAITING"


def test_few_words_may_be_the_same(here: str, alice: Author, bob: Author) -> None:
    write(here, alice, text="All good.")
    assert write(here, bob, text="All good.").state == "SHOWN"


def test_who_speaks_for_the_operator_does_not_review(here: str, volts: Author) -> None:
    with pytest.raises(NotAllowed, match="operator"):
        write(here, volts, 5)


# Changing, withdrawing


def test_its_author_changes_it(here: str, alice: Author) -> None:
    review = change(write(here, alice, 5, safety=5, text=LONG), alice, 2, text="Not any more.")
    assert (review.stars, review.safety, review.text, review.state) == (2, None, "Not any more.", "SHOWN")
    assert review.changed_at > review.created_at == NOW


def test_nobody_else_changes_or_withdraws_it(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice)
    for by in (bob, Author(operator("eve@voltway.example"), "x")):
        with pytest.raises(NotFound):
            change(review, by, 1)
        with pytest.raises(NotFound):
            withdraw(review, by)
    with pytest.raises(NotSignedIn):
        withdraw(review, Author(None, "here"))


def test_votes_were_for_what_it_said(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice, text=LONG)
    vote(review, bob)
    change(review, alice, 4, text=LONG)
    assert Vote.objects.count() == 1
    change(review, alice, 4, text="Buy my cables.")
    assert Vote.objects.count() == 0


def test_one_that_was_taken_down_waits_once_it_is_changed(here: str, alice: Author) -> None:
    review = write(here, alice, text="Rude.")
    set_state(review, Review.State.HIDDEN, reason="Rude.", now=NOW)
    assert change(review, alice, text="Rude.").state == "HIDDEN"
    assert change(review, alice, text="Friendly.").state == "WAITING"


def test_one_that_is_withdrawn_is_gone_with_its_votes_and_its_reply(
    here: str, alice: Author, bob: Author, volts: Author
) -> None:
    review = write(here, alice)
    vote(review, bob)
    reply(review, volts)
    withdraw(review, alice)
    assert (Review.objects.count(), Vote.objects.count(), Reply.objects.count()) == (0, 0, 0)
    assert ratings.rating_of(here) is None
    assert write(here, alice, 1).state == "SHOWN"


def test_what_a_moderator_took_down_is_not_told_anew_unseen(here: str, alice: Author) -> None:
    review = write(here, alice, text="Rude.", safety=1)
    set_state(review, Review.State.HIDDEN, reason="Rude.", now=NOW)
    withdraw(review, alice)
    kept = Review.objects.get()
    assert (kept.text, kept.safety) == ("", None)
    assert list(ratings.of_station(here, alice.user)) == []
    with pytest.raises(NotFound):
        withdraw(review, alice)
    again = write(here, alice, text="Rude.")
    assert (again.state, again.reason) == ("WAITING", reviews.AGAIN)
    assert Review.objects.count() == 1


def test_what_was_ever_taken_down_is_not_changed_unseen(here: str, alice: Author) -> None:
    review = write(here, alice, text="Rude.")
    set_state(review, Review.State.HIDDEN, reason="Rude.", now=NOW)
    set_state(change(review, alice, text="Friendly."), Review.State.SHOWN, reason="", now=NOW)
    assert change(review, alice, text="Rude.").state == "WAITING"
    set_state(review, Review.State.SHOWN, reason="", now=NOW)
    withdraw(review, alice)
    again = write(here, alice, text="Friendly.")
    assert again.state == "WAITING"
    set_state(again, Review.State.SHOWN, reason="", now=NOW)
    assert change(again, alice, text="Rude.").state == "WAITING"


def test_a_reply_that_was_ever_taken_down_is_not_changed_unseen(here: str, alice: Author, volts: Author) -> None:
    review = write(here, alice)
    told, _ = reply(review, volts, "Rude.")
    set_state(told, Reply.State.HIDDEN, reason="Rude.", now=NOW)
    set_state(reply(review, volts, "Friendly.")[0], Reply.State.SHOWN, reason="", now=NOW)
    assert reply(review, volts, "Rude.")[0].state == "WAITING"
    set_state(told, Reply.State.SHOWN, reason="", now=NOW)
    replies.withdraw_reply(station=here, public_id=review.public_id, by=volts, now=NOW)
    assert Reply.objects.get().state == "HIDDEN"
    assert reply(review, volts, "Friendly.")[0].state == "WAITING"


def test_a_reply_says_that_its_review_was_changed_after_it(here: str, alice: Author, volts: Author) -> None:
    review = write(here, alice, text="Dirty and dark.")
    reply(review, volts)
    page, words = reverse("reviews", args=[here]), "The review was changed after this reply"
    assert words not in Client().get(page).content.decode()
    change(review, alice, 1, text="They stole my car.")
    assert words in Client().get(page).content.decode()


# Votes


def test_a_vote_counts_once_and_can_be_taken_back(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice)
    for _ in range(2):
        vote(review, bob)
    (seen,) = ratings.of_station(here, bob.user)
    assert (seen.helpful, seen.helped) == (1, True)  # type: ignore[attr-defined]
    for _ in range(2):
        vote(review, bob, helpful=False)
    (seen,) = ratings.of_station(here, None)
    assert (seen.helpful, seen.helped) == (0, False)  # type: ignore[attr-defined]


def test_nobody_votes_for_their_own_or_without_an_account(here: str, alice: Author) -> None:
    review = write(here, alice)
    with pytest.raises(NotAllowed):
        vote(review, alice)
    with pytest.raises(NotSignedIn):
        vote(review, Author(None, "there"))
    with pytest.raises(NotAllowed):
        vote(review, Author(person("bob@voltway.example", verified=False), "there"))


def test_nobody_votes_for_what_is_not_shown(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice)
    set_state(review, Review.State.HIDDEN, reason="", now=NOW)
    with pytest.raises(NotFound):
        vote(review, bob)


# Replies


def test_the_operator_of_the_record_replies_and_changes_it(here: str, alice: Author, volts: Author) -> None:
    review = write(here, alice)
    first, is_new = reply(review, volts)
    again, _ = reply(review, volts, "Mended.")
    assert (is_new, again.pk, again.text) == (True, first.pk, "Mended.")


def test_staff_and_the_sender_of_a_source_reply(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice)
    reply(review, Author(operator("eve@voltway.example"), "x"))
    Reply.objects.all().delete()
    Source.objects.filter(uid="xx-register").update(sender=bob.user)
    assert reply(review, bob)[1]


def test_staff_reply_who_may_change_reviews(here: str, alice: Author) -> None:
    review, dana = write(here, alice), person("dana@voltway.example", is_staff=True)
    with pytest.raises(NotAllowed):
        reply(review, Author(dana, "x"))
    dana.user_permissions.add(Permission.objects.get(codename="change_review"))
    assert reply(review, Author(User.objects.get(pk=dana.pk), "x"))[1]


def test_nobody_else_replies(here: str, elsewhere: str, alice: Author, bob: Author, volts: Author) -> None:
    review = write(here, alice)
    with pytest.raises(NotAllowed):
        reply(review, bob)
    # The record of the other station names no address.
    with pytest.raises(NotAllowed):
        reply(write(elsewhere, alice), volts)


def test_an_address_speaks_only_once_it_is_verified(here: str, alice: Author) -> None:
    with pytest.raises(NotAllowed):
        reply(write(here, alice), Author(person("help@volts.example", verified=False), "x"))


def test_no_voice_is_had_by_naming_an_operator_in_a_source_of_ones_own(here: str, alice: Author, bob: Author) -> None:
    # The same operator, as another source names it.
    publish(CLOSED, station("z", (50.0, 8.0), operator=OperatorRecord("Volts", email="bob@voltway.example")))
    with pytest.raises(NotAllowed):
        reply(write(here, alice), bob)


def test_there_is_one_reply(here: str, alice: Author, volts: Author) -> None:
    review = write(here, alice)
    reply(review, volts)
    with pytest.raises(Conflict):
        reply(review, Author(operator("eve@voltway.example"), "x"))


@pytest.mark.parametrize("text", ["", "  \n", "a" * 2001])
def test_a_reply_says_something(here: str, alice: Author, volts: Author, text: str) -> None:
    review = write(here, alice)
    with pytest.raises(InvalidParameters):
        reply(review, volts, text)


def test_a_reply_is_withdrawn_by_who_wrote_it(here: str, alice: Author, bob: Author, volts: Author) -> None:
    review = write(here, alice)
    reply(review, volts)
    where: dict[str, Any] = {"station": here, "public_id": review.public_id, "now": NOW}
    for by in (alice, Author(operator("eve@voltway.example"), "x")):
        with pytest.raises(NotFound):
            replies.withdraw_reply(**where, by=by)
    set_state(Reply.objects.get(), Reply.State.HIDDEN, reason="Rude.", now=NOW)
    with pytest.raises(Conflict):
        replies.withdraw_reply(**where, by=volts)
    reply(review, volts, "Friendly.")
    assert Reply.objects.get().state == "WAITING"
    set_state(Reply.objects.get(), Reply.State.SHOWN, reason="", now=NOW)
    replies.withdraw_reply(**where, by=volts)
    assert (Reply.objects.get().state, Reply.objects.get().reason) == ("HIDDEN", replies.WITHDRAWN)
    other, _ = reply(write(here, bob), volts)
    replies.withdraw_reply(**{**where, "public_id": other.review.public_id}, by=volts)
    assert Reply.objects.count() == 1


def test_all_goes_with_its_account(here: str, alice: Author, bob: Author, volts: Author) -> None:
    mine, theirs = write(here, alice), write(here, bob)
    vote(mine, bob)
    vote(theirs, alice)
    reply(mine, volts)
    told = json.dumps(
        privacy.everything_about(user=User.objects.get(email="alice@voltway.example"), now=NOW), default=str
    )
    assert f'"public_id": "{mine.public_id}"' in told
    privacy.delete_account(user=User.objects.get(email="alice@voltway.example"))
    assert (Review.objects.get(), Vote.objects.count(), Reply.objects.count()) == (theirs, 0, 0)


# Pages


def client_of(who: Author | User) -> Client:
    client = Client()
    user = who.user if isinstance(who, Author) else who
    assert user
    client.force_login(user)
    return client


def page(client: Client, here: str) -> str:
    return client.get(reverse("station", args=[here]), follow=True).content.decode()


def test_no_reviews_are_said_in_words(here: str, client: Client) -> None:
    said = page(client, here)
    assert "No reviews yet." in said
    assert "aggregateRating" not in said


def test_a_rating_stands_with_its_count_and_age(here: str, client: Client) -> None:
    write(here, somebody(1), 4, ago=timedelta(days=5), cleanliness=2, text=LONG)
    assert "4.0 of 5 from 1 review, 5 days ago" in page(client, here)
    write(here, somebody(2), 5, ago=timedelta(days=3))
    said = page(client, here)
    assert "4.5 of 5 from 2 reviews, newest 3 days ago" in said
    assert "2.0 of 5 from 1 review\n" in said
    assert (
        '"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.5, "ratingCount": 2, "bestRating": 5' in said
    )
    assert LONG in said


def test_a_form_writes_changes_and_withdraws(here: str, alice: Author, client: Client) -> None:
    address, mine = reverse("review-write", args=[here]), client_of(alice)
    assert client.get(address).status_code == 302
    assert mine.get(address).status_code == 200
    answer = mine.post(address, {"stars": "4", "safety": "", "cleanliness": "5", "text": "Dry.\r\nLit."})
    assert (answer.status_code, answer["Location"].split("/")[2]) == (302, here)
    review = Review.objects.get()
    assert (review.stars, review.safety, review.cleanliness, review.text) == (4, None, 5, "Dry.\nLit.")
    said = page(mine, here)
    assert "Others see your review now." in said
    assert "Your review" in said
    assert "Your review" not in page(client, here)
    assert "Dry.\nLit." in page(client, here)
    filled = mine.get(address).content.decode()
    assert 'name="stars"\n               value="4"\n               required\n               checked' in filled
    mine.post(address, {"stars": "2", "text": "Wet."})
    review.refresh_from_db()
    assert (review.stars, review.cleanliness) == (2, None)
    mine.post(address, {"do": "withdraw"})
    assert "Your review is withdrawn." in page(mine, here)
    assert Review.objects.count() == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [({}, "stars"), ({"stars": "6"}, "stars"), ({"stars": "4", "safety": "x"}, "safety"),
     ({"stars": "4", "text": "a" * 2001}, "text")],
)  # fmt: skip
def test_a_form_that_cannot_be_taken_says_why_at_its_field(
    here: str, alice: Author, told: dict[str, str], field: str
) -> None:
    answer = client_of(alice).post(reverse("review-write", args=[here]), told)
    assert (answer.status_code, Review.objects.count()) == (400, 0)
    assert f'id="{field}-error"' in answer.content.decode()


def test_a_form_says_who_may_not(here: str) -> None:
    answer = client_of(person(verified=False)).post(reverse("review-write", args=[here]), {"stars": "4"})
    assert answer.status_code == 403
    assert "verified e-mail address" in answer.content.decode()


def test_others_say_that_it_helped_and_come_back_to_where_they_were(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice, text=LONG)
    address, reader = reverse("review-helpful", args=[review.public_id]), client_of(bob)
    assert "This helped me" in page(reader, here)
    assert "This helped me" not in page(Client(), here) + page(client_of(alice), here)
    answer = reader.post(address, {"helpful": "1", "next": f"/stations/{here}/reviews/all/?page=2"})
    assert answer["Location"] == f"/stations/{here}/reviews/all/?page=2#review-{review.public_id}"
    assert "Helped 1 other" in page(reader, here)
    answer = reader.post(address, {"helpful": "0", "next": "https://evil.example/"})
    assert answer["Location"] == f"/stations/{here}/reviews/all/#review-{review.public_id}"
    assert "Helped" not in page(reader, here)
    assert "others say" in client_of(alice).post(address, {"helpful": "1"}, follow=True).content.decode()


def test_the_operator_replies_by_a_form(here: str, alice: Author, bob: Author, volts: Author) -> None:
    review = write(here, alice, text=LONG)
    address = reverse("review-reply", args=[review.public_id])
    assert client_of(bob).get(address).status_code == 403
    assert "Reply as the operator" not in page(client_of(bob), here)
    office = client_of(volts)
    assert "Reply as the operator" in page(office, here)
    assert LONG in office.get(address).content.decode()
    assert office.post(address, {"text": " "}).status_code == 400
    assert office.post(address, {"text": "Thank you.\nCome again."}).status_code == 302
    assert "Thank you.\nCome again." in page(Client(), here)
    assert "Change my reply" in page(office, here)
    office.post(address, {"do": "withdraw"})
    assert "The operator replies" not in page(Client(), here)


def test_a_reply_that_was_taken_down_is_seen_by_its_author_alone(here: str, alice: Author, volts: Author) -> None:
    told, _ = reply(write(here, alice), volts, "A rude reply.")
    set_state(told, Reply.State.HIDDEN, reason="Be kind.", now=NOW)
    assert "A rude reply." not in page(Client(), here) + page(client_of(alice), here)
    assert "Be kind." in page(client_of(volts), here)


def test_its_author_reads_why_it_was_taken_down(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice, text=LONG)
    set_state(review, Review.State.HIDDEN, reason="It names somebody.", now=NOW)
    assert "It names somebody." in page(client_of(alice), here)
    assert LONG not in page(client_of(bob), here)
    assert client_of(bob).post(reverse("review-helpful", args=[review.public_id])).status_code == 404


def test_all_stand_on_a_page_of_their_own(here: str, client: Client, bob: Author) -> None:
    made = [write(here, somebody(number), 3, ago=timedelta(hours=2 * number)) for number in reversed(range(25))]
    assert "All 25 reviews" in page(client, here)
    assert page(client, here).count('class="review"') == 5
    address = reverse("reviews", args=[here])
    first, second = (client.get(f"{address}?page={number}").content.decode() for number in (1, 2))
    assert [text.count('class="review"') for text in (first, second)] == [20, 5]
    oldest, newest = made[0].public_id, made[-1].public_id
    assert (newest in first, oldest in second) == (True, True)
    vote(made[0], bob)
    helpful = client.get(f"{address}?order=helpful").content.decode()
    assert helpful.index(oldest) < helpful.index(newest)
    assert "page=2" in helpful
    for nonsense in ("?page=x", "?page=99", "?order=x", "?page=-1"):
        assert client.get(address + nonsense).status_code == 200
    assert client.get(reverse("reviews", args=["a" * 12])).status_code == 404


def test_more_reviews_take_no_more_queries(here: str, client: Client, django_assert_max_num_queries: Any) -> None:
    page(client, here)
    with django_assert_max_num_queries(17):
        page(client, here)
    staff = Author(operator("eve@voltway.example"), "office")
    for number in range(8):
        reply(write(here, somebody(number), 3, ago=timedelta(hours=number)), staff)
    with django_assert_max_num_queries(18):
        page(client, here)


def test_a_hostile_text_is_shown_as_it_was_typed(here: str, alice: Author, volts: Author, client: Client) -> None:
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)></script>'
    reply(write(here, alice, text=nasty), volts, nasty)
    for text in (
        page(client, here),
        page(client_of(alice), here),
        client.get(reverse("reviews", args=[here])).content.decode(),
    ):
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_only_a_form_of_ours_is_taken(here: str, alice: Author, bob: Author) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert bob.user
    careful.force_login(bob.user)
    review = write(here, alice)
    for name, given in (
        ("review-write", here),
        ("review-helpful", review.public_id),
        ("review-reply", review.public_id),
    ):
        assert careful.post(reverse(name, args=[given]), {"stars": "1", "helpful": "1"}).status_code == 403
    assert (Review.objects.count(), Vote.objects.count()) == (1, 0)


# The console


def test_a_moderator_hides_a_review_and_a_reply(here: str, alice: Author, volts: Author) -> None:
    told, _ = reply(write(here, alice, text=LONG), volts, "Thank you very much.")
    console = client_of(operator("eve@voltway.example"))
    listed = reverse("admin:stations_review_changelist")
    said = console.get(listed).content.decode()
    assert LONG in said
    assert "Thank you very much." in said
    for model, row in (("review", told.review), ("reply", told)):
        assert LONG in console.get(reverse(f"admin:stations_{model}_change", args=[row.pk])).content.decode()
        console.post(
            reverse(f"admin:stations_{model}_changelist"),
            {"action": "hide", "confirmed": "yes", "_selected_action": [row.pk], "reason": "No."},
        )
        row.refresh_from_db()
        assert (row.state, row.reason) == ("HIDDEN", "No.")
    withdraw(told.review, alice)
    assert "0 reviews" in console.get(listed).content.decode()


def test_a_long_word_hides_nothing_from_a_moderator(here: str, alice: Author) -> None:
    review = write(here, alice, text="x" * 2000)
    console = client_of(operator("eve@voltway.example"))
    listed = console.get(reverse("admin:stations_review_changelist")).content.decode()
    assert ("x" * 30 in listed, "x" * 31 in listed, "…" in listed) == (True, False, True)
    assert "x" * 2000 in console.get(reverse("admin:stations_review_change", args=[review.pk])).content.decode()


# The API


def ask(method: str, path: str, body: Any = None, *, who: str = "alice", **headers: str) -> Any:
    sent = json.dumps(body).encode() if body is not None else b""
    person_keys = keys.headers(f"{who}@voltway.example", "free")
    return Client().generic(method, path, sent, "application/json", headers={**person_keys, **headers})


def is_a(shape: str, answer: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": SHAPES}}
    Draft202012Validator(schema).validate(answer)


def test_the_api_writes_reads_changes_and_withdraws(here: str, alice: Author, client: Client) -> None:
    path = f"/api/v2/stations/{here}/reviews/"
    assert client.get(path).json() == {"data": [], "rating": None, "next": None}
    answer = ask("POST", path, {"stars": 4, "safety": 2, "cleanliness": None, "text": LONG})
    assert answer.status_code == 201
    made = answer.json()
    is_a("Review", made)
    assert (made["mine"], made["safety"], made["accessibility"], made["helpful"]) == (True, 2, None, 0)
    assert ask("POST", path, {"stars": 4, "safety": 2, "text": LONG}).status_code == 200
    assert ask("POST", path, {"stars": 1}).status_code == 409
    listed = client.get(path).json()
    is_a("ReviewList", listed)
    assert listed["rating"] == {
        "stars": 4.0, "count": 1, "newest_at": made["created_at"], "cleanliness": None,
        "safety": {"stars": 2.0, "count": 1}, "accessibility": None,
    }  # fmt: skip
    assert listed["data"][0]["mine"] is False
    one = f"{path}{made['id']}/"
    tag = answer["ETag"]
    assert ask("GET", one, **{"if-none-match": tag}).status_code == 304
    assert ask("PUT", one, {"stars": 1}, **{"if-match": '"other"'}).status_code == 412
    # What can never be is refused as such, whatever it is that is there.
    assert ask("PUT", one, {"stars": 6}, **{"if-match": '"other"'}).status_code == 400
    changed = ask("PUT", one, {"stars": 3}, **{"if-match": tag})
    assert (changed.status_code, changed.json()["stars"], changed.json()["text"]) == (200, 3, "")
    assert ask("DELETE", one, **{"if-match": tag}).status_code == 412
    assert ask("DELETE", one, **{"if-match": changed["ETag"]}).status_code == 204
    assert ask("GET", one).status_code == ask("DELETE", one).status_code == 404


def test_the_api_counts_votes(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice)
    path = f"/api/v2/stations/{here}/reviews/{review.public_id}/vote/"
    assert Client().put(path).status_code == 401
    assert ask("PUT", path).status_code == 403
    for _ in range(2):
        answer = ask("PUT", path, who="bob")
        assert (answer.status_code, answer.json()["helpful"], answer.json()["helped"]) == (200, 1, True)
    for _ in range(2):
        assert ask("DELETE", path, who="bob").status_code == 204
    assert Vote.objects.count() == 0


def test_the_api_takes_replies(here: str, alice: Author, bob: Author) -> None:
    Source.objects.filter(uid="xx-register").update(sender=bob.user)
    review = write(here, alice)
    path = f"/api/v2/stations/{here}/reviews/{review.public_id}/reply/"
    assert ask("PUT", path, {"text": "Thank you."}).status_code == 403
    answer = ask("PUT", path, {"text": "Thank you."}, who="bob")
    assert answer.status_code == 201
    is_a("Review", answer.json())
    assert ask("PUT", path, {"text": "Mended."}, who="bob").status_code == 200
    (seen,) = Client().get(f"/api/v2/stations/{here}/reviews/").json()["data"]
    assert (seen["reply"]["text"], seen["reply"]["mine"]) == ("Mended.", False)
    assert ask("DELETE", path).status_code == 404
    assert ask("DELETE", path, who="bob").status_code == 204


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "stars"),
        ({"stars": 9}, "stars"),
        ({"stars": 4, "surprise": 1}, "surprise"),
        ({"stars": 4, "text": 7}, "text"),
    ],
)
def test_the_api_names_what_it_cannot_take(here: str, alice: Author, body: Any, named: str) -> None:
    answer = ask("POST", f"/api/v2/stations/{here}/reviews/", body)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [named]


def test_a_key_without_the_scope_writes_nothing(here: str) -> None:
    reading = keys.headers("alice@voltway.example", "free", scopes=[Scope.READ])
    answer = Client().post(f"/api/v2/stations/{here}/reviews/", {"stars": 4}, "application/json", headers=reading)
    assert answer.status_code == 403


def test_the_api_shows_what_waits_to_its_author_alone(here: str, alice: Author, bob: Author) -> None:
    review = write(here, alice)
    set_state(review, Review.State.WAITING, reason="Look at it.", now=NOW)
    path = f"/api/v2/stations/{here}/reviews/"
    assert Client().get(path).json() == {"data": [], "rating": None, "next": None}
    assert ask("GET", path, who="bob").json()["data"] == []
    (mine,) = ask("GET", path).json()["data"]
    assert (mine["state"], mine["reason"]) == ("WAITING", "Look at it.")
    assert ask("GET", f"{path}{review.public_id}/", who="bob").status_code == 404


def test_the_api_lists_in_pages(here: str, client: Client) -> None:
    made = [write(here, somebody(n), 3, ago=-timedelta(seconds=n // 2)).public_id for n in range(5)]
    seen, address = [], f"/api/v2/stations/{here}/reviews/?limit=2"
    while address:
        answer = client.get(address).json()
        seen += [row["id"] for row in answer["data"]]
        address = answer["next"]
    assert seen == made[::-1]


def test_a_station_that_never_was_has_no_reviews(here: str, alice: Author) -> None:
    path = "/api/v2/stations/aaaaaaaaaaaa/reviews/"
    assert Client().get(path).status_code == 404
    assert ask("POST", path, {"stars": 4}).status_code == 404
