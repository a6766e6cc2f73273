"""Who may tell something: blocks, repeats, floods; a moderator shows, hides and blocks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from stations.community import author, retention
from stations.community.admission import check_not_blocked
from stations.community.author import Author
from stations.models import Block
from tests.people import person
from voltway.lib.problems import NotAllowed

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
    assert "192" not in told[0].origin
