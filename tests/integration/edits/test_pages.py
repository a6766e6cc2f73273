"""Pages and API of suggestions: forms send what was changed, refusals stand beside their fields."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stations.models import Edit
from tests.fakes import keys
from tests.fakes.edits import NEW, A, accept, corrected, driver, suggest
from tests.people import person
from tests.world import CCS2, REGISTER, TYPE_2, evse, plug, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]
FORM = f"/stations/{A}/edits/new/"
API = f"/api/v2/stations/{A}/edits/"


@pytest.fixture(autouse=True)
def listed(stage: None) -> None:
    hours = {"operator": "Stromwerk", "city": "Berlin"}
    publish(REGISTER, station("a", (52.52, 13.4), evse("1", plug(CCS2, 150)), evse("2", plug(TYPE_2, 22)), **hours))


@pytest.fixture
def bob(client: Client) -> Client:
    client.force_login(driver())
    return client


def filled(client: Client, address: str = FORM) -> dict[str, str]:
    """The fields of a form as a browser would send them."""
    import re
    from html import unescape

    page = client.get(address).content.decode()
    form = page[page.index("community-form") :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if told.get("type") != "checkbox" and "name" in told:
            sent[told["name"]] = told.get("value", "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        sent[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = unescape(text)
    return sent


def test_a_form_sent_as_it_came_suggests_nothing(bob: Client) -> None:
    answer = bob.post(FORM, filled(bob))
    assert answer.status_code == 400
    assert "nothing differs from what is shown" in answer.content.decode()
    assert not Edit.objects.exists()


def test_only_what_was_changed_is_suggested(bob: Client) -> None:
    sent = {**filled(bob), "name": "Castle Mall", "latitude": "52.53", "plug-2-1-power": "11", "comment": "Seen."}
    publish(REGISTER, station("a", evses=(evse("1", plug(CCS2, 150)), evse("2", plug(TYPE_2, 22))), city="Potsdam"))
    answer = bob.post(FORM, sent, follow=True)
    assert "A moderator looks at it" in answer.content.decode()
    changes = Edit.objects.get().changes
    assert set(changes) == {"name", "coordinates", "plugs:2"}
    assert changes["plugs:2"]["to"] == [{"standard": TYPE_2, "format": None, "max_electric_power": 11_000}]


def test_a_plug_that_no_standard_covers_stays_as_it_is(bob: Client) -> None:
    odd = (plug(TYPE_2, 22), plug("x_NEMA_5_15", 1.8, uid="2"), plug("IEC_62196_T2_COMBO", 1234.567, uid="3"))
    publish(REGISTER, station("a", (52.52, 13.4), evse("1", *odd)), complete="*")
    assert bob.post(FORM, filled(bob)).status_code == 400
    bob.post(FORM, {**filled(bob), "name": "Castle Mall"})
    assert set(Edit.objects.get().changes) == {"name"}
    bob.post(FORM, {**filled(bob), "plug-1-1-power": "11"})
    told = Edit.objects.latest("pk").changes["plugs:1"]["to"]
    assert [each["standard"] for each in told] == [TYPE_2, "x_NEMA_5_15", "IEC_62196_T2_COMBO"]
    # Refused for something else, the form still holds it.
    page = bob.post(FORM, {**filled(bob), "website": "nowhere"}).content.decode()
    assert '<option value="x_NEMA_5_15" selected>NEMA 5 15' in " ".join(page.split())


def test_a_point_gets_another_plug_and_loses_one(bob: Client) -> None:
    told = {"plug-1-2-standard": "CHADEMO", "plug-1-2-power": "50", "plug-1-1-standard": "-"}
    bob.post(FORM, {**filled(bob), **told})
    assert Edit.objects.get().changes["plugs:1"]["to"] == [
        {"standard": "CHADEMO", "format": "CABLE", "max_electric_power": 50_000}
    ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"website": "javascript:alert(1)"}, "website"),
        ({"latitude": "north"}, "coordinates"),
        ({"latitude": "nan"}, "coordinates"),
        ({"charging_points": "1e9"}, "charging_points"),
        ({"plug-1-1-power": "9e99"}, "plugs"),
        ({"plug-1-1-power": "99999"}, "plugs"),
        ({"opening_hours": "whenever"}, "opening_hours"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"comment": "x" * 501}, "comment"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    told: dict[str, str], field: str, bob: Client
) -> None:
    answer = bob.post(FORM, {**filled(bob), "name": "Castle <Mall>", **told})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{field}-error"' in page
    assert "Castle &lt;Mall&gt;" in page
    assert 'name="was-name" value="Park a"' in " ".join(page.split())


def test_somebody_without_an_account_is_led_to_the_log_in(client: Client) -> None:
    for address in (FORM, "/stations/add/", "/edits/"):
        assert client.get(address)["Location"].startswith("/accounts/login/?next=")


def test_an_address_that_is_not_verified_is_told_so(client: Client) -> None:
    client.force_login(person("eve@voltway.example", verified=False))
    answer = client.post(FORM, {**filled(client), "name": "B"})
    assert answer.status_code == 403
    assert "verified e-mail address" in answer.content.decode()


def test_a_new_station_is_asked_about_its_neighbours_first(bob: Client) -> None:
    told = {
        "latitude": "52.52001", "longitude": "13.4", "operator": "STROMWERK", "name": "Mine", "new-1-count": "2",
        "new-1-standard": TYPE_2, "new-1-power": "22",
    }  # fmt: skip
    answer = bob.post("/stations/add/", told)
    assert answer.status_code == 409
    assert "Is it one of these?" in answer.content.decode()
    assert not Edit.objects.exists()
    assert bob.post("/stations/add/", {**told, "sure": "1"}).status_code == 302
    edit = Edit.objects.get()
    assert [field for field in edit.changes if field.startswith("plugs")] == ["plugs:1", "plugs:2"]
    assert accept(edit).station


def test_another_operator_or_place_is_no_neighbour(bob: Client) -> None:
    told = {"latitude": "52.52001", "longitude": "13.4", "operator": "Other", "new-1-standard": TYPE_2}
    assert bob.post("/stations/add/", told).status_code == 302
    assert bob.post("/stations/add/", {**told, "operator": "Stromwerk", "latitude": "52.53"}).status_code == 302


def test_an_address_is_found_without_a_script(bob: Client) -> None:
    page = bob.post("/stations/add/", {"place": "Potsdam", "find": "1", "name": "Mine"}).content.decode()
    assert 'value="52.39' in page
    assert 'value="Mine"' in page
    assert bob.post("/stations/add/", {"place": "Nowhere at all", "find": "1"}).status_code == 400


def test_its_author_is_told_what_became_of_it(bob: Client) -> None:
    from stations.ingest.edits.decide import reject_edit
    from tests.fakes.edits import moderator
    from tests.world import NOW

    edit = suggest(name="<script>alert(1)</script>Castle")
    page = bob.get("/edits/").content.decode()
    assert "waits for a moderator" in page
    reject_edit(edit=edit, by=moderator(), reason="<b>No</b>", now=NOW)
    for address in ("/edits/", f"/stations/{A}/park-a/"):
        page = bob.get(address).content.decode()
        assert "not accepted" in page
        assert "&lt;b&gt;No&lt;/b&gt;" in page
        assert "<script>alert" not in page


def test_the_api_takes_a_suggestion_once_and_lists_what_was_accepted(client: Client) -> None:
    bob = keys.headers("bob@voltway.example")
    person_of_key = driver()
    person_of_key.emailaddress_set.update_or_create(email=person_of_key.email, defaults={"verified": True})  # type: ignore[attr-defined]

    def post(**told: Any) -> Any:
        return client.post(API, told, content_type="application/json", headers=bob)

    first = post(changes={"name": "Castle Mall"}, comment="Seen.")
    assert first.status_code == 201, first.content
    assert first.json()["changes"] == [{"field": "name", "evse": None, "from": "Park a", "to": "Castle Mall"}]
    assert post(changes={"name": "Castle Mall"}).status_code == 200
    assert client.get(API).json()["data"] == []
    assert client.get(API, headers=bob).json()["data"][0]["comment"] == "Seen."
    accept(Edit.objects.get())
    (told,) = client.get(API).json()["data"]
    assert (told["state"], told["comment"], told["mine"]) == ("SHOWN", None, False)
    refused = post(changes={"website": "javascript:alert(1)"})
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "website")
    assert client.post(API, {"changes": {}}, content_type="application/json").status_code == 401


def test_the_api_takes_a_new_station(client: Client) -> None:
    bob = keys.headers("bob@voltway.example")
    driver().emailaddress_set.update_or_create(email="bob@voltway.example", defaults={"verified": True})  # type: ignore[attr-defined]

    def post(**told: Any) -> Any:
        return client.post("/api/v2/edits/", told, content_type="application/json", headers=bob)

    there = post(station=NEW)
    assert (there.status_code, there.json()["stations"][0]["id"]) == (409, A)
    assert post(station=NEW, sure=True).status_code == 201
    listed = client.get("/api/v2/edits/", headers=bob).json()["data"]
    assert [(each["kind"], each["station"]) for each in listed] == [("ADD", None)]
    assert client.get("/api/v2/edits/").status_code == 401


def test_a_moderator_decides_by_buttons(client: Client) -> None:
    from accounts.models import AuditEntry
    from tests.people import operator

    edit = suggest(name='"><img src=x onerror=alert(1)>Castle', coordinates={"latitude": 52.521, "longitude": 13.4})
    corrected(city="Potsdam")
    Edit.objects.filter(pk=edit.pk).update(changes={**edit.changes, "city": {"from": "Berlin", "to": "Köln"}})
    client.force_login(operator("dana@voltway.example"))
    page = client.get(reverse("admin:stations_edit_change", args=[edit.pk])).content.decode()
    assert "<img src=x" not in page
    assert "111 m from where it is shown" in page
    assert "Changed meanwhile: when it was suggested, this was shown: Berlin" in page
    address = reverse("admin:stations_edit_changelist")
    answer = client.post(
        address, {"action": "accept", "confirmed": "yes", "_selected_action": edit.pk, "reason": "Thanks"}, follow=True
    )
    assert "1 suggestion is decided." in answer.content.decode()
    edit.refresh_from_db()
    assert (edit.state, edit.reason) == (Edit.State.SHOWN, "Thanks")
    assert "Accept: Thanks" in AuditEntry.objects.latest("pk").words
    client.post(address, {"action": "reject", "confirmed": "yes", "_selected_action": edit.pk, "reason": "Sorry"})
    edit.refresh_from_db()
    assert (edit.state, edit.reason) == (Edit.State.HIDDEN, "Sorry")


def test_who_may_suggest_nothing_is_told_before_they_write(client: Client) -> None:
    client.force_login(person("eve@voltway.example", verified=False))
    for address in (FORM, reverse("station-add")):
        page = client.get(address).content.decode()
        assert "verified e-mail address" in page
        assert f'href="{reverse("account_email")}"' in page


def test_a_station_that_vanished_offers_no_form_that_is_refused(bob: Client) -> None:
    publish(REGISTER, station("b", (52.6, 13.5)), complete="*")
    page = bob.get(f"/stations/{A}/", follow=True)
    assert page.status_code == 410
    assert FORM not in page.content.decode()
    assert bob.get(FORM)["Location"].startswith(f"/stations/{A}/")
