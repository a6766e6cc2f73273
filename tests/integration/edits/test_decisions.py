"""Suggestions: who may make them, what is refused and where, what becomes of them."""

from typing import Any

import pytest

from stations.community.author import Author
from stations.community.edits import queue
from stations.ingest.edits.decide import accept_edit, reject_edit
from stations.ingest.edits.suggest import suggest_change
from stations.ingest.runs import alone
from stations.ingest.undo import undo
from stations.models import Block, Correction, Edit, ImportRun, Source, Station
from tests.fakes.edits import NEW, A, accept, corrected, driver, moderator, shown, suggest, suggest_new
from tests.people import person
from tests.world import CCS2, NOW, REGISTER, TYPE_2, publish, station
from voltway.lib.problems import Conflict, Gone, InvalidParameters, NotAllowed, NotFound

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
    monkeypatch.setattr("stations.ingest.edits.decide._PATIENCE_S", 0)
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
