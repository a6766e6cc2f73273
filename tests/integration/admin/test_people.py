"""People in the console: their addresses are for whoever may look at people, and what is done to them is whole."""

from typing import Any

import pytest
from django.test import Client

from accounts import privacy
from accounts.models import AuditEntry, User
from accounts.roles import Role
from stations.models import Block, Source
from tests.people import PASSWORD, in_role, operator, person
from tests.world import REGISTER, publish, station
from voltway.lib import deleting

pytestmark = pytest.mark.usefixtures("stage")
ADDRESS = "carol@private.example"


PEOPLE = "/admin/accounts/user/"


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
    pages = [moderator.get("/admin/stations/block/add/", {"user": carol.pk}), steward.post(source, wrong)]
    for page in pages:
        assert page.status_code == 200
        assert f'value="{carol.pk}"' in page.content.decode()
        assert ADDRESS not in page.content.decode()
    root = client_of(operator("root@voltway.example"))
    assert ADDRESS in root.post(source, wrong).content.decode()


def test_an_account_is_blocked_by_its_address(carol: User) -> None:
    moderator = client_of(in_role(Role.MODERATOR))
    given = {"user": ADDRESS.upper(), "origin": "", "reason": "Invented."}
    assert moderator.post("/admin/stations/block/add/", given).status_code == 302
    assert Block.objects.get().user == carol
    nobody = moderator.post("/admin/stations/block/add/", {**given, "user": "nobody@voltway.example"})
    assert "There is no account with this address." in nobody.content.decode()
    assert Block.objects.count() == 1


def test_a_block_stays_whose_it_is(carol: User) -> None:
    moderator, block = client_of(in_role(Role.MODERATOR)), Block.objects.create(user=carol, reason="Invented.")
    other = person("dave@private.example")
    at = f"/admin/stations/block/{block.pk}/change/"
    assert ADDRESS in moderator.get(at).content.decode()
    moderator.post(at, {"user": other.pk, "origin": "f" * 32, "reason": "Invented faults."})
    block.refresh_from_db()
    assert (block.user, block.origin, block.reason) == (carol, "", "Invented faults.")


def delete(*rows: User) -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.filter(is_superuser=True).first() or operator("root@voltway.example"))
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    return client.post(PEOPLE, chosen, follow=True)


def deleted() -> list[str]:
    return sorted(AuditEntry.objects.filter(action="DELETED").values_list("row", flat=True))


def test_a_deletion_that_breaks_off_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = person("a@voltway.example"), person("b@voltway.example")
    real = privacy.delete_account

    def broken(*, user: User) -> None:
        if user == two:
            raise RuntimeError("lost")
        real(user=user)

    monkeypatch.setattr(privacy, "delete_account", broken)
    assert delete(one, two).status_code == 500
    assert User.objects.filter(pk__in=(one.pk, two.pk)).count() == 2
    assert deleted() == []
    monkeypatch.undo()
    assert delete(one, two).status_code == 200
    assert not User.objects.filter(pk__in=(one.pk, two.pk)).exists()
    assert deleted() == sorted((str(one.pk), str(two.pk)))


def test_no_more_are_deleted_than_are_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "MOST", 2)
    done = delete(*(person(f"{name}@voltway.example") for name in "abc"))
    assert "these are the first 2 of the list" in done.content.decode()
    assert list(User.objects.values_list("email", flat=True)) == ["c@voltway.example", "root@voltway.example"]
    assert len(deleted()) == 2


def test_staff_change_their_password_where_everybody_does() -> None:
    root = operator("root@voltway.example")
    client = client_of(root)
    for ask in (client.get, client.post):
        answer = ask("/admin/password_change/", {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/change/")
    root.refresh_from_db()
    assert root.check_password(PASSWORD)
