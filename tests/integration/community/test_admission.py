"""Who may tell something: blocks, repeats, floods; a moderator shows, hides and blocks."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from stations.community import author, retention
from stations.community.admission import FLOOD, FLOODED, admit, check_not_blocked
from stations.community.author import Author
from stations.community.moderation import block_account, block_author
from stations.models import Block, CheckIn, Contribution, FaultReport, Review
from tests.people import operator, person
from tests.world import stage
from voltway.lib.problems import NotAllowed

__all__ = ["stage"]

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def block(**of: object) -> Block:
    return Block.objects.create(reason="Invented faults.", **of)


def test_who_is_blocked_is_told_why() -> None:
    alice = person()
    block(user=alice)
    with pytest.raises(NotAllowed, match=r"Invented faults\."):
        check_not_blocked(Author(alice, "here"), now=NOW)
    check_not_blocked(Author(person("bob@voltway.example"), "here"), now=NOW)
    check_not_blocked(Author(None, "here"), now=NOW)


def test_an_address_is_blocked_with_and_without_an_account() -> None:
    block(origin="here")
    for user in (None, person()):
        with pytest.raises(NotAllowed):
            check_not_blocked(Author(user, "here"), now=NOW)
    check_not_blocked(Author(None, "elsewhere"), now=NOW)


def test_a_block_ends() -> None:
    block(origin="here", until=NOW)
    check_not_blocked(Author(None, "here"), now=NOW)
    with pytest.raises(NotAllowed):
        check_not_blocked(Author(None, "here"), now=NOW - timedelta(seconds=1))


def test_an_address_that_nobody_knows_is_not_blocked_with_others() -> None:
    block(user=person())
    check_not_blocked(Author(None, ""), now=NOW)


def test_a_block_is_of_somebody() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        block()


def test_blocks_are_forgotten_long_after_they_end() -> None:
    block(origin="long ago", until=NOW - timedelta(days=91))
    block(origin="lately", until=NOW - timedelta(days=1))
    block(origin="for good")
    assert retention.clean_up(now=NOW)["ended blocks"] == 1
    assert sorted(Block.objects.values_list("origin", flat=True)) == ["for good", "lately"]


def test_the_same_address_is_the_same_author_and_nobody_reads_it(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    told = []
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        request = rf.get("/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        told.append(author.of(request))
    assert told[0] == told[1] != told[2]
    assert told[0].user is None
    assert "192.0.2" not in told[0].origin


# Floods

STATION = "abcdefgh2345"


def tell(by: Author, *, station: str = STATION, state: str = "SHOWN", minutes_ago: int = 1) -> FaultReport:
    return FaultReport.objects.create(
        station=station, evse_uid="1", connector_uid="1", kind="DARK", user=by.user, origin=by.origin, state=state,
        created_at=NOW - timedelta(minutes=minutes_ago),
    )  # fmt: skip


def waits(by: Author, *, station: str = STATION, kind: type[Contribution] = FaultReport) -> bool:
    admitted = admit(kind, station=station, by=by, now=NOW)
    assert (admitted.reason == FLOODED) is (admitted.state == "WAITING")
    return admitted.state == "WAITING"


def test_a_flood_from_one_address_is_held_against_it_and_nobody_else() -> None:
    for _ in range(FLOOD * 3):
        tell(Author(None, "evil"))
    assert waits(Author(None, "evil"))
    assert waits(Author(person(), "evil"))
    assert not waits(Author(None, "here"))
    assert not waits(Author(person("bob@voltway.example"), "there"))


def test_a_flood_of_one_account_is_held_against_it_wherever_it_is() -> None:
    alice = person()
    for n in range(FLOOD):
        tell(Author(alice, f"place {n}"))
    assert waits(Author(alice, "another"))
    assert not waits(Author(None, "here"))


def test_many_accounts_at_one_address_are_one_flood() -> None:
    for n in range(FLOOD):
        tell(Author(person(f"driver{n}@voltway.example"), "evil"))
    assert waits(Author(None, "evil"))
    assert not waits(Author(None, "here"))


@pytest.mark.parametrize("state", ["SHOWN", "WAITING"])
def test_where_many_tell_at_once_everybody_waits(state: str) -> None:
    for n in range(FLOOD - 1):
        tell(Author(None, f"place {n}"), state=state)
    assert not waits(Author(None, "here"))
    tell(Author(None, "one more"), state=state)
    assert waits(Author(None, "here"))
    assert not waits(Author(None, "here"), station="another")
    assert not waits(Author(None, "here"), kind=CheckIn)


def test_a_flood_is_over_after_an_hour() -> None:
    for n in range(FLOOD):
        tell(Author(None, f"place {n}"), minutes_ago=61)
        tell(Author(None, "evil"), minutes_ago=61)
    assert not waits(Author(None, "evil"))


def test_stations_that_are_not_there_yet_are_not_one_station() -> None:
    for n in range(FLOOD):
        tell(Author(None, f"place {n}"), station="")
        tell(Author(None, "evil"), station="")
    assert not waits(Author(None, "here"), station="")
    assert waits(Author(None, "evil"), station="")


def test_who_moderates_the_kind_does_not_wait() -> None:
    for n in range(FLOOD):
        tell(Author(None, f"place {n}"))
    reader, moderator = (person(f"{name}@voltway.example", is_staff=True) for name in ("reader", "moderator"))
    moderator.user_permissions.add(Permission.objects.get(codename="change_faultreport"))
    assert waits(Author(reader, "desk"))
    assert not waits(Author(moderator, "desk"))
    assert not Author(moderator, "desk").moderates(Review)
    assert not waits(Author(operator("root@voltway.example"), "desk"))


# Blocks


def is_blocked(by: Author) -> bool:
    try:
        check_not_blocked(by, now=NOW)
    except NotAllowed:
        return True
    return False


def test_who_is_blocked_tells_nothing_without_the_account_either() -> None:
    alice = person()
    tell(Author(alice, "home"))
    tell(Author(alice, "work"), station="elsewhere")
    block_author(tell(Author(alice, "road")), reason="Invented.", now=NOW)
    assert all(is_blocked(Author(user, place)) for user in (None, alice) for place in ("home", "work", "road"))
    assert is_blocked(Author(alice, "elsewhere"))
    assert not is_blocked(Author(None, "elsewhere"))
    check_not_blocked(Author(alice, "home"), now=NOW + timedelta(days=31))


def test_a_block_outlives_the_account() -> None:
    alice = person()
    block_author(tell(Author(alice, "home")), reason="Invented.", now=NOW)
    alice.delete()
    again = person()
    assert is_blocked(Author(again, "home"))
    assert not is_blocked(Author(again, "elsewhere"))
    assert [(row.user, row.origin) for row in Block.objects.all()] == [(None, "home")]


def test_an_address_is_blocked_no_longer_than_it_would_be_kept() -> None:
    alice = person()
    tell(Author(alice, "home"))
    block_account(user=alice, reason="Invented.", until=None, now=NOW)
    assert dict(Block.objects.values_list("origin", "until")) == {"": None, "home": NOW + retention.ORIGIN_KEPT}


def test_who_is_blocked_again_is_blocked_once() -> None:
    alice = person()
    for _ in range(2):
        block(user=alice, until=NOW)
    report = tell(Author(alice, "home"))
    for _ in range(2):
        block_author(report, reason="Again.", now=NOW)
    assert Block.objects.filter(reason="Again.").count() == 2
    block_author(tell(Author(None, "away")), reason="Again.", now=NOW)
    assert is_blocked(Author(None, "away"))


def test_a_block_is_never_shortened_by_another_one() -> None:
    alice, held = person(), {"until": NOW + timedelta(days=60), "reason": "Invented faults."}
    block(user=alice, until=None)
    block(user=alice, origin="home", until=held["until"])
    report = tell(Author(alice, "home"))
    assert block_author(report, reason="Again.", now=NOW) == []
    block_account(user=alice, reason="Again.", until=NOW + timedelta(days=1), now=NOW)
    assert Block.objects.values("until", "reason").get(origin="") == {"until": None, "reason": "Invented faults."}
    assert Block.objects.values("until", "reason").get(origin="home") == held
    longer, home = block_account(user=alice, reason="For good.", until=None, now=NOW), Block.objects.get(origin="home")
    assert [(one.block, one.before) for one in longer] == [(home, tuple(held.values()))]
    assert (home.until, home.reason) == (NOW + retention.ORIGIN_KEPT, "For good.")


@pytest.mark.usefixtures("stage")
def test_the_console_blocks_and_lifts_all_of_it() -> None:
    alice, console = person(), Client()
    console.force_login(operator("root@voltway.example"))
    tell(Author(alice, "home"))
    told = {"user": alice.pk, "origin": "", "reason": "Invented.", "until_0": "2036-01-01", "until_1": "00:00"}
    console.post(reverse("admin:stations_block_add"), told)
    assert is_blocked(Author(None, "home"))
    row = Block.objects.get(origin="")
    console.post(reverse("admin:stations_block_change", args=[row.pk]), {**told, "until_0": "2026-01-01"})
    assert not is_blocked(Author(None, "home"))
    console.post(reverse("admin:stations_block_delete", args=[row.pk]), {"post": "yes"})
    assert not Block.objects.exists()
