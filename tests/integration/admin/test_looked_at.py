"""What is said about a row is about what was looked at: one that is another by then is left."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stations.community.author import Author
from stations.community.reviews import change_review, write_review
from stations.models import Review, Station
from tests.fakes.edits import suggest
from tests.integration.admin.test_acts import EDITS, REPORTS, choose, confirm, said, states, told
from tests.people import operator, person
from tests.world import NOW, REGISTER, publish, station
from voltway.lib import acting

pytestmark = pytest.mark.usefixtures("stage")
REVIEWS = "/admin/stations/review/"
MEANWHILE = "It was changed meanwhile: look at it again."


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator("root@voltway.example"))
    return client


def marks(page: Any) -> list[str]:
    """What the form of a page sends along of the rows that it shows."""
    return re.findall(r'name="looked_at" value="([^"]+)"', page.content.decode())


class Written:
    """A review that waits, and its author."""

    def __init__(self, email: str, text: str) -> None:
        self.by, self.station = Author(person(email), ""), Station.objects.get().public_id
        review, _new = write_review(station=self.station, told={"stars": 4, "text": text}, by=self.by, now=NOW)
        Review.objects.filter(pk=review.pk).update(state="WAITING", taken_down_at=NOW)
        self.row = Review.objects.get(pk=review.pk)

    def rewrite(self, text: str) -> None:
        change_review(
            station=self.station, public_id=self.row.public_id, told={"stars": 1, "text": text}, by=self.by,
            now=NOW + timedelta(minutes=1),
        )  # fmt: skip


@pytest.fixture
def written() -> Written:
    publish(REGISTER, station())
    return Written("bob@voltway.example", "Lovely.")


def test_a_text_that_was_rewritten_since_is_not_shown(written: Written, console: Client) -> None:
    page = console.get(f"{REVIEWS}{written.row.pk}/change/")
    assert "Lovely." in said(page)
    written.rewrite("Buy now")
    address = f"{REVIEWS}{written.row.pk}/do/show/"
    answer = console.post(address, {"reason": "Kind words.", "looked_at": marks(page)})
    assert answer.status_code == 409
    assert MEANWHILE in said(answer)
    assert 'value="Kind words."' in answer.content.decode()
    # Pressed again it is still about what was looked at first.
    assert confirm(console, answer).status_code == 409
    assert states(written.row) == ["WAITING"]
    again = console.get(f"{REVIEWS}{written.row.pk}/change/")
    console.post(address, {"looked_at": marks(again)})
    assert states(written.row) == ["SHOWN"]


def test_of_a_list_the_rows_that_are_as_they_were_listed_are_touched(written: Written, console: Client) -> None:
    other = Written("carol@voltway.example", "Clean and bright.")
    page = console.get(REVIEWS)
    assert len(marks(page)) == 2
    written.rewrite("Buy now")
    asked = choose(console, REVIEWS, "show", written.row, other.row, looked_at=marks(page))
    done = confirm(console, asked)
    assert re.search(rf"Left as it is: review “Buy now” [^.]*\. {MEANWHILE}", said(done))
    assert states(written.row, other.row) == ["WAITING", "SHOWN"]


def test_what_is_rewritten_after_the_question_is_left(written: Written, console: Client) -> None:
    Written("carol@voltway.example", "Clean and bright.")
    asked = choose(console, REVIEWS, "show", written.row, Review.objects.latest("pk"))
    written.rewrite("Buy now")
    assert MEANWHILE in said(confirm(console, asked))
    assert states(written.row) == ["WAITING"]


def test_one_row_of_a_list_is_held_to_its_mark_too(written: Written, console: Client) -> None:
    page = console.get(REVIEWS)
    written.rewrite("Buy now")
    assert MEANWHILE in said(choose(console, REVIEWS, "show", written.row, looked_at=marks(page)))
    assert states(written.row) == ["WAITING"]


def test_a_colleague_s_decision_is_not_taken_back_unseen(console: Client) -> None:
    publish(REGISTER, station("a"))
    edit = suggest(name="Castle Mall")
    page = console.get(f"{EDITS}{edit.pk}/change/")
    choose(console, EDITS, "accept", edit)
    answer = console.post(f"{EDITS}{edit.pk}/do/reject/", {"looked_at": marks(page)})
    assert MEANWHILE in said(answer)
    assert states(edit) == ["SHOWN"]


@pytest.mark.parametrize("sent", ["", ":", "no mark", "1:", "x" * 5_000])
def test_whatever_is_sent_as_a_mark_breaks_nothing(sent: str, console: Client) -> None:
    answer = console.post(f"{REPORTS}{told(1).pk}/do/hide/", {"looked_at": sent})
    assert answer.status_code in (302, 409)


def test_a_list_that_is_too_long_is_worked_through(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "MOST", 2)
    rows = [told(number) for number in range(5)]
    for done in (2, 4, 5):
        page = choose(console, REPORTS, "hide", rows[0], select_across="1")
        confirm(console, page)
        assert states(*rows).count("HIDDEN") == done
    none = choose(console, REPORTS, "hide", rows[0], select_across="1")
    assert "It concerns none of the first 5,000 rows of the list" in said(none)


def test_rows_that_have_left_the_list_have_words_of_their_own(console: Client) -> None:
    row = told(1, state="WAITING")
    page = choose(console, f"{REPORTS}?state__exact=SHOWN", "hide", row)
    assert "None of them is in this list any more." in said(page)


def test_an_action_that_is_sent_twice_is_the_first(console: Client) -> None:
    row = told(1)
    answer = console.post(REPORTS, {"action": ["hide", ""], "index": "0", "_selected_action": row.pk}, follow=True)
    assert answer.status_code == 200
    assert states(row) == ["HIDDEN"]


def test_a_reason_is_one_line_of_what_can_be_kept(console: Client) -> None:
    row = told(1)
    console.post(f"{REPORTS}{row.pk}/do/hide/", {"reason": "Spam\x00 and\n\x1b[31m more\u202e"})
    row.refresh_from_db()
    assert row.reason == "Spam and [31m more"
