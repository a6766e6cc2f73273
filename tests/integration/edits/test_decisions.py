"""Suggestions: who may make them, what is refused and where, what becomes of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from stations.community.author import Author
from stations.community.edits import keep_edit, queue
from stations.ingest import rewriting
from stations.ingest.edits import decide
from stations.ingest.edits.added import UNDONE, publish_added
from stations.ingest.edits.decide import accept_edit, drop_correction, reject_edit
from stations.ingest.edits.suggest import suggest_change
from stations.ingest.remove import remove_source
from stations.ingest.runs import alone
from stations.ingest.undo import undo
from stations.models import Block, Correction, Edit, ImportRun, Source, Station
from stations.sources.store import Store
from tests.fakes.edits import NEW, A, accept, corrected, driver, moderator, shown, suggest, suggest_new
from tests.people import person
from tests.world import CCS2, NOW, REGISTER, TYPE_2, evse, plug, publish, station
from voltway.lib.problems import Conflict, Gone, InvalidParameters, NotAllowed, NotFound, NotSignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


@pytest.fixture(autouse=True)
def listed(stage: None) -> None:
    publish(REGISTER, station("a", city="Berlin"), station("b"), complete="*")


def fault(**told: Any) -> tuple[str, str]:
    """The field at fault and its rule."""
    with pytest.raises(InvalidParameters) as raised:
        suggest(**told)
    (error,) = raised.value.errors
    return error.parameter, error.rule


def test_a_suggestion_waits_and_says_what_was_shown() -> None:
    edit = suggest(name="Castle  Mall", city="Berlin")
    assert edit.state == Edit.State.WAITING
    assert edit.changes == {"name": {"from": "Park a", "to": "Castle Mall"}}
    assert shown()["name"] == "Park a"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": "x" * 201}, "name"),
        ({"name": 5}, "name"),
        ({"name": "n/a"}, "name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"help_phone": "call me"}, "help_phone"),
        ({"coordinates": {"latitude": 0.0, "longitude": 0.0}}, "coordinates"),
        ({"coordinates": {"latitude": 48.85, "longitude": 2.35}}, "coordinates"),
        ({"coordinates": {"latitude": 95.0, "longitude": 2.35}}, "coordinates.latitude"),
        ({"access": "EVERYBODY"}, "access"),
        ({"opening_hours": "whenever"}, "opening_hours"),
        ({"charging_points": 0}, "charging_points"),
        ({"gone": False}, "changes"),
        ({"plugs": [{"connectors": [{}]}]}, "plugs[0].evse"),
        ({"plugs": [{"evse": "9", "connectors": [{}]}]}, "plugs"),
        ({"plugs": [{"evse": "1", "connectors": [{"standard": TYPE_2, "max_electric_power": 900_000}]}]}, "plugs"),
        ({"operational": True}, "operational"),
        ({}, "changes"),
        ({"name": "Park a"}, "changes"),
    ],
)
def test_what_a_cleaner_refuses_is_told_by_field(told: dict[str, Any], field: str) -> None:
    assert fault(**told)[0] == field
    assert not Edit.objects.exists()


def test_a_plug_may_stay_what_it_is_and_become_nothing_that_is_no_plug() -> None:
    odd = (plug("x_NEMA_5_15", 1.8), plug(TYPE_2, 22, uid="2"))
    publish(REGISTER, station("a", evses=(evse("1", *odd),)), station("b"), complete="*")
    stays = {"standard": "x_NEMA_5_15", "max_electric_power": 1_800}
    edit = suggest(plugs=[{"evse": "1", "connectors": [stays, {"standard": CCS2}]}])
    assert [each["standard"] for each in edit.changes["plugs:1"]["to"]] == ["x_NEMA_5_15", CCS2]
    for wrong in ("x_NEMA_5_20", "x_<b>", "Type 2", ""):
        assert fault(plugs=[{"evse": "1", "connectors": [{"standard": wrong}]}])[0] == "plugs"
    with pytest.raises(InvalidParameters):
        suggest_new(plugs=[{"connectors": [{"standard": "x_NEMA_5_15"}]}])


def test_nothing_is_suggested_by_whoever_cannot_be_told() -> None:
    for user in (None, person("eve@voltway.example", verified=False)):
        with pytest.raises(NotAllowed):
            suggest_change(by=Author(user, "x"), station=A, told={"name": "B"}, comment="", link="", now=NOW)
    Block.objects.create(user=driver(), reason="Invented.")
    with pytest.raises(NotAllowed, match="Invented"):
        suggest(name="B")


def test_a_link_is_a_web_address_and_words_have_their_length() -> None:
    for given in ({"link": "javascript:alert(1)"}, {"link": "x" * 501}, {"comment": "x" * 501}):
        with pytest.raises(InvalidParameters):
            suggest_change(
                by=Author(driver(), "x"), station=A, told={"name": "B"}, **{"comment": "", "link": "", **given}, now=NOW
            )


def test_there_has_to_be_a_station() -> None:
    with pytest.raises(NotFound):
        suggest("aaaaaaaaaaaa", name="B")
    publish(REGISTER, station("b"), complete="*")
    with pytest.raises(Gone):
        suggest(name="B")


def people() -> list[tuple[str, int]]:
    return sorted((each.changes["name"]["to"], vars(each)["people"]) for each in queue())


def test_the_same_of_several_people_is_one_in_the_queue_and_all_are_answered() -> None:
    mine = suggest(name="Castle Mall")
    assert suggest(name="Castle Mall") == mine
    theirs = suggest(by="carol@voltway.example", name="Castle Mall")
    suggest(name="Other")
    assert people() == [("Castle Mall", 2), ("Other", 1)]
    assert accept_edit(edit=mine, by=moderator(), now=NOW) == 2
    theirs.refresh_from_db()
    assert (theirs.state, theirs.decided_at) == (Edit.State.SHOWN, NOW)
    assert theirs.decided_by == moderator().pk
    # Told again later it is a suggestion anew, of which nothing differs.
    assert fault(name="Castle Mall")[0] == "changes"


def test_rejected_stays_as_it_is_with_the_reason() -> None:
    edit = suggest(name="Castle Mall")
    assert reject_edit(edit=edit, by=moderator(), reason="It is called so.", now=NOW) == 1
    edit.refresh_from_db()
    assert (edit.state, edit.reason) == (Edit.State.HIDDEN, "It is called so.")
    assert not Correction.objects.exists()
    assert reject_edit(edit=edit, by=moderator(), now=NOW) == 0


def test_what_was_accepted_can_be_taken_back() -> None:
    edit = corrected(name="Castle Mall", gone=True)
    assert Station.objects.get(public_id=A).vanished_at is not None
    reject_edit(edit=edit, by=moderator(), now=NOW)
    assert (shown()["name"], shown()["vanished_at"]) == ("Park a", None)
    assert len(shown()["sources"]) == 1


def test_two_moderators_decide_once() -> None:
    edit = suggest(name="Castle Mall")
    other = Edit.objects.get()
    reject_edit(edit=other, by=moderator(), now=NOW)
    with pytest.raises(Conflict):
        accept_edit(edit=edit, by=moderator(), now=NOW)
    assert shown()["name"] == "Park a"


def test_while_its_source_is_imported_nothing_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    edit = suggest(name="Castle Mall")
    monkeypatch.setattr("stations.ingest.rewriting.PATIENCE_S", 0)
    with alone(REGISTER.uid), pytest.raises(Conflict, match="import of this source"):
        accept_edit(edit=edit, by=moderator(), now=NOW)
    assert accept(edit).state == Edit.State.SHOWN


def test_a_correction_outlives_its_author_and_holds_nothing_of_them() -> None:
    corrected(name="Castle Mall")
    driver().delete()
    assert not Edit.objects.exists()
    publish(REGISTER, station("a", city="Potsdam"), complete="")
    assert shown()["name"] == "Castle Mall"


def test_a_new_station_needs_a_place_and_a_plug() -> None:
    for left_out in ("coordinates", "plugs"):
        told: dict[str, Any] = {left_out: None}
        with pytest.raises(InvalidParameters) as raised:
            suggest_new(**told)
        assert raised.value.errors[0].parameter.startswith(left_out)
    with pytest.raises(InvalidParameters):
        suggest_new(coordinates={"latitude": 0.0, "longitude": 0.0})
    with pytest.raises(InvalidParameters):
        suggest_new(gone=True)


def test_a_new_station_is_published_once_and_can_be_taken_back() -> None:
    edit = suggest_new(plugs=[*NEW["plugs"], {"connectors": [{"standard": CCS2, "max_electric_power": 50_000}]}])
    accept(edit)
    row = Station.objects.get(public_id=edit.station)
    assert (row.source.uid, row.evse_count, row.max_electric_power) == ("drivers", 2, 50_000)
    assert not Source.objects.get(uid="drivers").enabled
    reject_edit(edit=edit, by=moderator(), now=NOW)
    row.refresh_from_db()
    assert row.vanished_at is not None
    edit.refresh_from_db()
    assert edit.state == Edit.State.HIDDEN


def test_the_run_of_an_added_station_can_be_undone() -> None:
    edit = accept(suggest_new())
    undo(run=ImportRun.objects.get(source__uid="drivers"), now=NOW)
    assert not Station.objects.filter(public_id=edit.station).exists()


def test_undoing_its_run_is_said_of_the_suggestion_and_undoing_its_withdrawal_too() -> None:
    edit = accept(suggest_new())
    undo(run=ImportRun.objects.get(source__uid="drivers"), now=NOW)
    edit.refresh_from_db()
    assert (edit.state, edit.reason) == (Edit.State.HIDDEN, UNDONE)
    other = accept(suggest_new(name="Behind the church"))
    reject_edit(edit=other, by=moderator(), now=NOW)
    undo(run=ImportRun.objects.filter(source__uid="drivers", kind=ImportRun.Kind.PLACES).latest("pk"), now=NOW)
    other.refresh_from_db()
    assert other.state == Edit.State.SHOWN
    assert Station.objects.get(public_id=other.station).vanished_at is None


def is_there() -> bool:
    return Station.objects.filter(source__uid="drivers", vanished_at=None).exists()


def test_a_station_is_rejected_before_it_is_published_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    edit = suggest_new()
    publish_now = publish_added

    def publish_later(*args: Any, **more: Any) -> None:
        with pytest.raises(Conflict):
            reject_edit(edit=Edit.objects.get(), by=moderator(), now=NOW)
        publish_now(*args, **more)

    monkeypatch.setattr(decide, "publish_added", publish_later)
    monkeypatch.setattr(rewriting, "PATIENCE_S", 0)
    assert accept(edit).state == Edit.State.SHOWN
    assert is_there()
    # Who rejects first leaves nothing to be published.
    other, same = suggest_new(name="Mine"), Edit.objects.latest("pk")
    reject_edit(edit=other, by=moderator(), now=NOW)
    with pytest.raises(Conflict):
        accept_edit(edit=same, by=moderator(), now=NOW)
    assert Station.objects.filter(source__uid="drivers").count() == 1


def test_what_a_crash_left_is_accepted_again_or_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(*_args: Any, **_more: Any) -> None:
        raise Killed

    edit = suggest_new()
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Store, "publish", killed)
        accept_edit(edit=edit, by=moderator(), now=NOW)
    edit.refresh_from_db()
    assert (edit.state, is_there()) == (Edit.State.SHOWN, False)
    accept(edit)
    assert is_there()
    with pytest.raises(Conflict):
        accept_edit(edit=edit, by=moderator(), now=NOW)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(decide, "_decide", killed)
        reject_edit(edit=edit, by=moderator(), now=NOW)
    assert reject_edit(edit=edit, by=moderator(), now=NOW) == 1
    assert not is_there()


def test_a_station_outlives_who_added_it_and_can_still_be_withdrawn() -> None:
    edit = accept(suggest_new())
    driver().delete()
    edit.refresh_from_db()
    assert (edit.user, edit.origin, edit.comment, edit.state) == (None, "", "", Edit.State.SHOWN)
    assert is_there()
    reject_edit(edit=edit, by=moderator(), now=NOW)
    assert not is_there()


def test_who_is_deleted_while_their_station_is_published_takes_it_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    edit, moderates = suggest_new(), moderator()
    publish_now = publish_added

    def deleted(*args: Any, **more: Any) -> None:
        publish_now(*args, **more)
        # As where the deletion had looked for their rows before the decision.
        Edit.objects.all().delete()

    monkeypatch.setattr(decide, "publish_added", deleted)
    with pytest.raises(Conflict, match="deleted"):
        accept_edit(edit=edit, by=moderates, now=NOW)
    assert not is_there()


def test_what_is_deleted_or_has_vanished_meanwhile_is_not_accepted() -> None:
    edit, lost = suggest(name="Castle Mall"), suggest(by="carol@voltway.example", name="Other")
    publish(REGISTER, station("b"), complete="*")
    with pytest.raises(Gone):
        accept_edit(edit=edit, by=moderator(), now=NOW)
    edit.refresh_from_db()
    assert edit.state == Edit.State.WAITING
    driver("carol@voltway.example").delete()
    for decided in (accept_edit, reject_edit):
        with pytest.raises(Conflict, match="deleted"):
            decided(edit=lost, by=moderator(), now=NOW)


def test_nothing_is_kept_of_whoever_is_deleted_meanwhile() -> None:
    gone = driver()
    User.objects.filter(pk=gone.pk).delete()
    changes = {"name": {"from": "A", "to": "B"}}
    by, kind = Author(gone, "x"), Edit.Kind.CHANGE
    with pytest.raises(NotSignedIn):
        keep_edit(kind=kind, station=A, changes=changes, comment="", link="", by=by, now=NOW)
    assert not Edit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_at_once_one_is_kept() -> None:
    user, start = driver(), threading.Barrier(4)

    def tap(_number: int) -> str:
        start.wait()
        told = {"name": "Twice"}
        try:
            edit, _new = suggest_change(by=Author(user, "x"), station=A, told=told, comment="", link="", now=NOW)
            return edit.public_id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as taps:
        assert len(set(taps.map(tap, range(4)))) == 1
    assert Edit.objects.count() == 1


def test_taking_back_the_newer_brings_back_the_older() -> None:
    corrected(name="Castle Mall")
    newer = corrected(name="Castle Maul", city="Potsdam")
    reject_edit(edit=newer, by=moderator(), now=NOW)
    assert (shown()["name"], shown()["city"]) == ("Castle Mall", "Berlin")
    # As long as its source says what it said.
    publish(REGISTER, station("a", name="Mall", city="Berlin"), station("b"), complete="*")
    assert shown()["name"] == "Mall"


def test_the_older_does_not_come_back_where_its_source_had_come_between() -> None:
    corrected(name="Castle Mall")
    publish(REGISTER, station("a", name="Mall", city="Berlin"), station("b"), complete="*")
    newer = corrected(name="The Mall")
    reject_edit(edit=newer, by=moderator(), now=NOW)
    assert shown()["name"] == "Mall"


def test_a_correction_is_taken_back_while_its_source_is_removed() -> None:
    edit, other = corrected(name="Castle Mall"), corrected(city="Potsdam")
    remove_source(Source.objects.get(uid=REGISTER.uid))
    assert reject_edit(edit=edit, by=moderator(), now=NOW) == 1
    drop_correction(correction=Correction.objects.get(edit=other), now=NOW)
    publish(REGISTER, station("a", city="Berlin"), complete="*")
    assert (shown()["name"], shown()["city"]) == ("Park a", "Berlin")


@pytest.mark.parametrize("is_there_already", [True, False])
def test_groups_are_looked_at_only_where_there_may_be_some(
    is_there_already: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(rewriting, "regroup", lambda *_args, **_more: looked.append(1))
    shared = evse("1", evse_id="DE*ABC*E1*1") if is_there_already else evse("1")
    publish(REGISTER, station("a", evses=(shared,)), station("b"), complete="*")
    edit = corrected(gone=True)
    reject_edit(edit=edit, by=moderator(), now=NOW)
    assert len(looked) == (2 if is_there_already else 0)
