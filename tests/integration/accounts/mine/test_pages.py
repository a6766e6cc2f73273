"""The pages of favourites, cars and saved searches, with and without an account, without a script."""

import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import QueryDict
from django.test import Client

from accounts.favourites import files
from accounts.models import Favourite, SavedSearch, User, Vehicle
from tests.fakes import hostile
from tests.integration.accounts.mine.conftest import NOWHERE, PARK, QUAY, vanish

pytestmark = pytest.mark.usefixtures("world")

HOME = "/accounts/favourites/"
NO_UID = "0b0f7a0e-5d0c-4c1f-9a51-3f2b8e6c7d10"
CAR = {"name": "Blue", "inlets": ["CCS_2"], "max_dc_power": "125", "max_ac_power": "11,0", "battery_capacity": ""}


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    words = re.sub(r"<(script|style|template).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(words.split()).replace("&#x27;", "'")


@pytest.mark.parametrize("path", [HOME, "/accounts/vehicles/", "/accounts/searches/", "/accounts/vehicles/?q=id"])
def test_pages_are_there_for_everybody_and_kept_by_nobody(path: str, client: Client, alice: User) -> None:
    assert "Kept in this browser alone" in text(client.get(path))
    client.force_login(alice)
    answer = client.get(path)
    assert "Kept in this browser alone" not in text(answer)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", f"{HOME}{PARK}/"),
        ("post", f"{HOME}{PARK}/"),
        ("get", f"{HOME}file.json"),
        ("post", f"{HOME}import/"),
        ("post", "/accounts/vehicles/"),
        ("post", f"/accounts/vehicles/{NO_UID}/"),
        ("post", "/accounts/searches/"),
        ("get", f"/accounts/searches/{NO_UID}/"),
    ],
)
def test_what_belongs_to_an_account_leads_to_the_log_in(method: str, path: str, client: Client) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/accounts/")
    assert (Favourite.objects.count(), Vehicle.objects.count()) == (0, 0)


def log_in_by(answer: Any, client: Client, user: User) -> str:
    """Where a guest comes to who logs in where they are sent: the page that is seen then."""
    path, _, query = answer["Location"].partition("?")
    assert path == "/accounts/login/"
    client.force_login(user)
    return client.get(QueryDict(query)["next"]).content.decode()


def test_what_a_guest_typed_of_a_car_is_there_after_the_log_in(client: Client, alice: User) -> None:
    page = log_in_by(client.post("/accounts/vehicles/", CAR), client, alice)
    assert re.search(r'name="name"\s+value="Blue"', page)
    assert re.search(r'value="CCS_2"\s+checked', page)
    assert re.search(r'name="max_dc_power"\s+value="125"', page)


def test_what_a_guest_saves_is_there_after_the_log_in(client: Client, alice: User) -> None:
    typed = {"name": "Fast", "query": "connector=ccs&bbox=13,52,14,53"}
    page = log_in_by(client.post("/accounts/searches/", typed), client, alice)
    assert re.search(r'name="name"\s+value="Fast"', page)
    assert re.search(r'name="query" value="[^"]*connector=ccs[^"]*"', page)


@pytest.mark.parametrize("path", ["/accounts/searches/?save=connector%3Dccs", "/accounts/vehicles/?q=id.3"])
def test_a_guest_s_way_to_the_log_in_leads_back_to_what_was_asked_for(path: str, client: Client) -> None:
    links = re.findall(r'href="/accounts/login/\?next=([^"]*)"', client.get(path).content.decode())
    assert [unquote(link) for link in links] == [path] * 2


def test_a_star_works_without_a_script(as_alice: Client) -> None:
    page = as_alice.get("/?bbox=13,52,14,53").content.decode()
    assert f'href="{HOME}{PARK}/"' in page
    assert "Keep this station?" in text(as_alice.get(f"{HOME}{PARK}/"))
    shown = text(as_alice.post(f"{HOME}{PARK}/", {"do": "keep", "note": "by the door"}, follow=True))
    assert "Park park" in shown
    assert "by the door" in shown
    assert "CCS 2 150 kW" in shown
    assert "no live data" in shown
    as_alice.post(f"{HOME}{PARK}/", {"do": "drop"})
    assert not Favourite.objects.exists()


def test_the_list_tells_the_distance_where_a_position_is_given(as_alice: Client) -> None:
    as_alice.post(f"{HOME}{QUAY}/", {"do": "keep"})
    assert "1.3 km" in text(as_alice.get(f"{HOME}?lat=52.52&lon=13.4"))
    assert as_alice.get(f"{HOME}?lat=52.52").status_code == 400
    assert as_alice.get(f"{HOME}?lat=north&lon=1").status_code == 400


def test_a_vanished_favourite_is_marked_with_its_last_known_facts(as_alice: Client) -> None:
    as_alice.post(f"{HOME}{PARK}/", {"do": "keep"})
    vanish()
    shown = text(as_alice.get(HOME))
    assert "Park park" in shown
    assert "No longer in its source since Jan. 14, 2026" in shown


def test_a_note_that_is_too_long_is_refused_with_words(as_alice: Client) -> None:
    shown = text(as_alice.post(f"{HOME}{PARK}/", {"do": "keep", "note": "x" * 1_001}, follow=True))
    assert "a note has 1000 characters at most" in shown
    assert not Favourite.objects.exists()


def test_what_never_was_is_404(as_alice: Client) -> None:
    assert as_alice.get(f"{HOME}{NOWHERE}/").status_code == 404
    assert as_alice.post(f"{HOME}{NOWHERE}/", {"do": "keep"}).status_code == 404
    assert as_alice.post(f"{HOME}{PARK}/", {"do": "drop"}).status_code == 404


def test_rows_are_given_for_what_a_browser_keeps(client: Client) -> None:
    answer = client.get(f"{HOME}?fragment=rows&station={QUAY}&station={NOWHERE}&station=../x&station={PARK}")
    assert re.findall(r'class="row"\s+data-id="(\w+)"', answer.content.decode()) == [QUAY, PARK]


@pytest.mark.parametrize("form", ["json", "csv", "gpx"])
def test_files_go_out_and_come_in(form: str, as_alice: Client, as_bob: Client) -> None:
    as_alice.post(f"{HOME}{PARK}/", {"do": "keep", "note": "by the door"})
    out = as_alice.get(f"{HOME}file.{form}")
    assert f'filename="voltway-favourites.{form}"' in out["Content-Disposition"]
    brought = as_bob.post(f"{HOME}import/", {"file": SimpleUploadedFile(f"mine.{form}", out.content)})
    assert "1 added, 0 with a longer note, 0 there already, 0 refused" in text(brought)
    assert Favourite.objects.get(user__email="bob@voltway.example").note == "by the door"


def test_each_row_that_is_refused_is_named(as_alice: Client) -> None:
    table = SimpleUploadedFile("a.csv", f"station\n{PARK}\nwrong\n{NOWHERE}\n".encode())
    shown = text(as_alice.post(f"{HOME}import/", {"file": table}))
    assert "1 added" in shown
    assert "Row 2, station: must be the id of a station" in shown
    assert "Row 3, station: no station has this id" in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.gpx", b"<!DOCTYPE x><gpx/>", "declares a document type"), ("a.txt", b"x", "must end with one of"),
     ("a.json", b"{", "it is not JSON")],
)  # fmt: skip
def test_a_file_that_can_not_be_used_says_why(name: str, content: bytes, words: str, as_alice: Client) -> None:
    answer = as_alice.post(f"{HOME}import/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert words in text(answer)
    assert "Choose a file first" in text(as_alice.post(f"{HOME}import/", follow=True))


def test_public_pages_say_nothing_of_anybody(client: Client, as_bob: Client) -> None:
    as_bob.post(f"{HOME}{PARK}/", {"do": "keep"}, follow=True)
    as_bob.post("/accounts/vehicles/", CAR, follow=True)
    for path in ("/?bbox=13,52,14,53", f"/stations/{PARK}/park-park/"):
        nobody, somebody = client.get(path), as_bob.get(path)
        nonce = re.compile(rb'nonce="[^"]*"')
        assert nonce.sub(b"", nobody.content) == nonce.sub(b"", somebody.content)
        assert not nobody.cookies


def test_a_car_is_described_changed_chosen_and_removed(as_alice: Client) -> None:
    shown = text(as_alice.post("/accounts/vehicles/", CAR, follow=True))
    assert "Blue chosen" in shown
    assert "DC 125 kW AC 11 kW" in shown
    car = Vehicle.objects.get()
    assert (car.max_ac_power, car.battery_capacity) == (11_000, None)
    edit = as_alice.get(f"/accounts/vehicles/?edit={car.uid}").content.decode()
    assert 'value="125"' in edit
    as_alice.post("/accounts/vehicles/", {**CAR, "id": str(car.uid), "name": "Red"})
    assert Vehicle.objects.get().name == "Red"
    as_alice.post("/accounts/vehicles/", CAR)
    as_alice.post(f"/accounts/vehicles/{Vehicle.objects.get(chosen=False).uid}/", {"do": "choose"})
    assert Vehicle.objects.get(chosen=True).name == "Blue"
    as_alice.post(f"/accounts/vehicles/{car.uid}/", {"do": "drop"})
    assert Vehicle.objects.count() == 1


def test_a_file_that_is_too_large_is_not_read(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10_000_000)
    monkeypatch.setattr(UploadedFile, "read", property(lambda _: pytest.fail("it was read")))
    given = io.BytesIO(b" " * 10_000_001)
    given.name = "mine.json"
    assert "larger than 10 MB" in text(as_alice.post(f"{HOME}import/", {"file": given}, follow=True))


def test_a_car_of_somebody_else_can_not_be_touched(as_alice: Client, as_bob: Client) -> None:
    as_alice.post("/accounts/vehicles/", CAR)
    uid = Vehicle.objects.get().uid
    for do in ("drop", "choose"):
        assert as_bob.post(f"/accounts/vehicles/{uid}/", {"do": do}).status_code == 404
    assert "Change the car" not in text(as_bob.get(f"/accounts/vehicles/?edit={uid}"))


@pytest.mark.parametrize("wrong", [{"name": ""}, {"max_dc_power": "fast"}, {"max_dc_power": "1e99999"}, {"inlets": []}])
def test_a_car_that_can_not_be_kept_comes_back_as_it_was_typed(wrong: dict[str, Any], as_alice: Client) -> None:
    answer = as_alice.post("/accounts/vehicles/", {**CAR, **wrong})
    assert answer.status_code == 400
    assert 'value="11,0"' in answer.content.decode()
    assert not Vehicle.objects.exists()


@pytest.mark.parametrize("name", ["battery_capacity", "max_ac_power", "max_dc_power"])
def test_whatever_is_typed_for_a_figure_is_kept_or_comes_back(name: str, as_alice: Client) -> None:
    send = hostile.form("/accounts/vehicles/", name, name="Car", inlets="CCS_2")
    answers = {kind: send(as_alice, payload).status_code for kind, payload in hostile.CORPUS.items()}
    assert {kind: status for kind, status in answers.items() if status not in (302, 400)} == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "A car needs a name of 60 characters at most."),
        ({"inlets": []}, "Choose at least one inlet."),
        ({"max_ac_power": "125"}, "A number of kW up to 100 is needed, or nothing where it isn't known."),
        ({"inlets": ["CHADEMO"]}, "None of these inlets takes AC."),
    ],
)
def test_what_a_car_can_not_have_is_said_at_the_field(wrong: dict[str, Any], said: str, as_alice: Client) -> None:
    answer = as_alice.post("/accounts/vehicles/", {**CAR, **wrong})
    page = answer.content.decode().replace("&#x27;", "'")
    assert page.count('class="account-error" id="fault-') == 1
    assert said in page
    assert "max_ac_power:" not in page
    assert "Add a car" in page


def test_every_field_that_is_wrong_says_so(as_alice: Client) -> None:
    wrong = {"name": "", "max_dc_power": "fast", "max_ac_power": "slow", "battery_capacity": "-1"}
    page = as_alice.post("/accounts/vehicles/", {**CAR, **wrong}).content.decode()
    assert sorted(re.findall(r'id="fault-(\w+)"', page)) == sorted(wrong)


def test_figures_of_a_car_are_shown_as_they_were_given(as_alice: Client) -> None:
    as_alice.post("/accounts/vehicles/", {**CAR, "max_dc_power": "125.5", "battery_capacity": "1000.25"})
    shown = text(as_alice.get("/accounts/vehicles/"))
    assert "DC 125.5 kW AC 11 kW 1000.25 kWh" in shown or "DC 125.5 kW AC 11 kW 1,000.25 kWh" in shown


def test_a_model_fills_the_form(client: Client) -> None:
    found = client.get("/accounts/vehicles/?q=id.3").content.decode()
    address = re.search(r'href="(\?model=[^"#]*)', found)
    assert address
    filled = client.get(f"/accounts/vehicles/{address[1]}").content.decode()
    assert 'name="max_dc_power"\n               value="120"' in filled or re.search(
        r'max_dc_power"\s+value="120"', filled
    )
    assert re.search(r'value="CCS_2"\s+checked', filled)


def test_the_list_says_how_fast_the_chosen_car_charges(as_alice: Client) -> None:
    for station in (PARK, QUAY):
        as_alice.post(f"{HOME}{station}/", {"do": "keep"})
    assert "Charges" not in text(as_alice.get(HOME))
    as_alice.post("/accounts/vehicles/", CAR)
    shown = text(as_alice.get(HOME))
    assert "Charges Blue at up to 125 kW here" in shown
    assert "No plug here fits Blue" in shown


def test_a_search_is_offered_saved_opened_renamed_and_forgotten(as_alice: Client) -> None:
    finder = as_alice.get("/?connector=ccs&bbox=13,52,14,53").content.decode()
    address = re.search(r'href="(/accounts/searches/\?save=[^"]*)"', finder)
    assert address
    assert "this part of the map · CCS" in text(as_alice.get(address[1].replace("&amp;", "&")))
    as_alice.post("/accounts/searches/", {"name": "Fast", "query": "connector=ccs&bbox=13,52,14,53"})
    uid = SavedSearch.objects.get().uid
    opened = as_alice.get(f"/accounts/searches/{uid}/")
    assert opened["Location"] == "/?bbox=13,52,14,53&connector=ccs"
    as_alice.post(f"/accounts/searches/{uid}/", {"do": "rename", "name": "Faster"})
    assert "Faster" in text(as_alice.get("/accounts/searches/"))
    as_alice.post(f"/accounts/searches/{uid}/", {"do": "drop"})
    assert not SavedSearch.objects.exists()


def test_an_outdated_search_offers_what_is_left_of_it(as_alice: Client) -> None:
    as_alice.post("/accounts/searches/", {"name": "Fast", "query": "connector=ccs&operator=volta"})
    SavedSearch.objects.update(query="connector=ccs&operator=nobody")
    search = SavedSearch.objects.get()
    shown = as_alice.get(f"/accounts/searches/{search.uid}/")
    assert "operator there is none called nobody" in text(shown)
    assert 'href="/?connector=ccs"' in shown.content.decode()
    assert "Fast" in text(as_alice.get("/accounts/searches/"))


def test_a_search_of_somebody_else_is_404(as_alice: Client, as_bob: Client) -> None:
    as_alice.post("/accounts/searches/", {"name": "Fast", "query": "connector=ccs"})
    path = f"/accounts/searches/{SavedSearch.objects.get().uid}/"
    assert as_bob.get(path).status_code == 404
    for do in ("rename", "drop"):
        assert as_bob.post(path, {"do": do, "name": "x"}).status_code == 404
    assert SavedSearch.objects.get().name == "Fast"


@pytest.mark.parametrize("query", ["colour=red", "lat=100&lon=1"])
def test_a_search_that_means_nothing_is_not_offered(query: str, as_alice: Client) -> None:
    assert as_alice.get("/accounts/searches/", {"save": query}).status_code == 400
    as_alice.post("/accounts/searches/", {"name": "x", "query": query})
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_form_leads_only_to_our_own_pages(target: str, as_alice: Client) -> None:
    answer = as_alice.post(f"{HOME}{PARK}/", {"do": "keep", "next": target})
    assert answer["Location"] == HOME
    ours = as_alice.post(f"{HOME}{PARK}/", {"do": "keep", "next": "/stations/x/"})
    assert ours["Location"] == "/stations/x/"
