"""People in the console: their addresses are for whoever may look at people, and what is done to them is whole."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from stations.models import Block, Source
from tests.contracts.test_roles import in_role
from tests.people import operator, person
from tests.world import REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("stage")
ADDRESS = "carol@private.example"


@pytest.fixture
def carol() -> User:
    return person(ADDRESS)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_key_that_is_typed_names_nobody_to_who_may_not_look_at_people(carol: User) -> None:
    publish(REGISTER, station())
    moderator, steward = (client_of(in_role(role)) for role in (Role.MODERATOR, Role.STEWARD))
    source = f"/admin/stations/source/{Source.objects.get().pk}/change/"
    wrong = {"sender": carol.pk, "every": "00:00:01"}
    pages = [
        moderator.get("/admin/stations/block/add/", {"user": carol.pk}),
        moderator.post("/admin/stations/block/add/", {"user": carol.pk, "reason": ""}),
        steward.post(source, wrong),
    ]
    for page in pages:
        assert page.status_code == 200
        assert f'value="{carol.pk}"' in page.content.decode()
        assert ADDRESS not in page.content.decode()
    root = client_of(operator("root@voltway.example"))
    assert ADDRESS in root.get("/admin/stations/block/add/", {"user": carol.pk}).content.decode()
    assert ADDRESS in root.post(source, wrong).content.decode()


def test_a_block_stays_whose_it_is(carol: User) -> None:
    moderator, block = client_of(in_role(Role.MODERATOR)), Block.objects.create(user=carol, reason="Invented.")
    other = person("dave@private.example")
    at = f"/admin/stations/block/{block.pk}/change/"
    assert ADDRESS in moderator.get(at).content.decode()
    moderator.post(at, {"user": other.pk, "origin": "f" * 32, "reason": "Invented faults."})
    block.refresh_from_db()
    assert (block.user, block.origin, block.reason) == (carol, "", "Invented faults.")
