"""The page of downloads: a form that carries the search over, an export that is watched, fetched and made again."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from stations.exports import files
from stations.exports.registry import all_formats
from stations.models import Export
from tests.integration.web.conftest import Read
from voltway.jobs.claim import perform

pytestmark = pytest.mark.usefixtures("world")
NORWICH = "lat=52.628&lon=1.295&radius_km=10"


def fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form in the middle of a page."""
    found: dict[str, list[str]] = {}
    main = page[page.index("<main") :]
    for name, value in re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', main):
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def sent(client: Client) -> Callable[..., Export]:
    """Sends the form of a search as it is shown; the export that came of it."""

    def send(query: str = NORWICH, form: str = "csv") -> Export:
        page = client.get(f"/export/?{query}").content.decode()
        answer = client.post("/export/", {**fields(page), "format": form})
        assert answer.status_code == 302, answer.content
        export = Export.objects.latest("id")
        assert answer["Location"] == f"/export/{export.public_id}/"
        return export

    return send


def work(export: Export) -> None:
    perform(Export, export.pk, heart=False)


def address_in(page: Any) -> str:
    found = re.search(r'href="([^"]*/file/[^"]*)"', page.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_the_form_carries_the_search_over(read: Read, client: Client) -> None:
    text = read(f"/export/?{NORWICH}&connector=ccs&min_power_kw=50&order=power")
    assert "3 stations within 10 km of the point" in text
    assert "CCS" in text
    assert "50 kW or more" in text
    hidden = fields(client.get(f"/export/?{NORWICH}&connector=ccs&order=power").content.decode())
    assert (hidden["connector"], hidden["radius_km"]) == (["ccs"], ["10"])
    assert "order" not in hidden
    for form in all_formats().values():
        assert form.label in text


def test_the_finder_leads_there_with_its_search(client: Client) -> None:
    page = client.get("/?bbox=1.2,52.5,1.4,52.7&connector=ccs&order=power&fragment=list").content.decode()
    assert 'href="/export/?bbox=1.2,52.5,1.4,52.7&amp;connector=ccs"' in page
    assert 'href="/export/"' in client.get("/data/").content.decode()


def test_a_place_without_a_radius_is_given_the_usual_one(sent: Callable[..., Export]) -> None:
    export = sent("place=Norwich")
    assert dict(export.parameters)["radius_km"] == "25"


def test_without_a_search_everything_is_offered(read: Read) -> None:
    assert "6 stations" in read("/export/")


@pytest.mark.parametrize("form", list(all_formats()))
def test_an_export_is_watched_and_fetched(form: str, sent: Callable[..., Export], read: Read, client: Client) -> None:
    export = sent(form=form)
    path = f"/export/{export.public_id}/"
    assert "Your file is going to be made" in read(path)
    assert b'http-equiv="refresh"' in client.get(path).content
    work(export)
    text = read(path)
    assert "Your file is ready 4 stations" in text
    assert "1 station is left out: its licence is closed or unknown." in text
    page = client.get(path)
    assert b'http-equiv="refresh"' not in page.content
    file: Any = client.get(address_in(page))
    assert (file.status_code, len(b"".join(file.streaming_content))) == (200, Export.objects.get().size)


def test_how_far_it_is_can_be_asked_for_alone(sent: Callable[..., Export], client: Client) -> None:
    export = sent()
    Export.objects.update(state="RUNNING", lease_until=timezone.now(), done=2, total=4)
    part = client.get(f"/export/{export.public_id}/?fragment=progress").content.decode()
    assert "<html" not in part
    assert re.search(r'<progress[^>]*max="4"\s+value="2"', part)
    assert "2 of 4 stations" in part


def test_an_export_is_cancelled_and_made_again(sent: Callable[..., Export], read: Read, client: Client) -> None:
    export = sent()
    assert client.post(f"/export/{export.public_id}/cancel/").status_code == 302
    assert "Cancelled" in read(f"/export/{export.public_id}/")
    hidden = fields(client.get(f"/export/{export.public_id}/").content.decode())
    assert client.post("/export/", hidden).status_code == 302
    again = Export.objects.latest("id")
    assert (again.pk != export.pk, again.parameters) == (True, export.parameters)


def test_a_form_that_is_sent_twice_makes_one_export(client: Client) -> None:
    data = {**fields(client.get(f"/export/?{NORWICH}").content.decode()), "format": "csv"}
    first, second = (client.post("/export/", data)["Location"] for _ in range(2))
    assert first == second
    assert Export.objects.count() == 1


def test_too_many_are_refused_on_the_form(sent: Callable[..., Export], client: Client) -> None:
    sent()
    sent()
    data = {**fields(client.get(f"/export/?{NORWICH}").content.decode()), "format": "parquet"}
    answer = client.post("/export/", data)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "2 exports of your address wait or run already" in answer.content.decode()
    assert fields(answer.content.decode())["radius_km"] == ["10"]


def test_an_expired_link_leads_to_a_new_one(sent: Callable[..., Export], client: Client) -> None:
    export = sent()
    work(export)
    old = address_in(client.get(f"/export/{export.public_id}/"))
    with time_machine.travel(timezone.now() + timedelta(hours=settings.CONFIG.export_link_hours + 1), tick=False):
        gone = client.get(old)
        assert gone.status_code == 410
        assert b"This is a new one" in gone.content
        file: Any = client.get(address_in(gone))
        assert file.status_code == 200
        assert b"".join(file.streaming_content)


def test_a_file_that_is_gone_can_be_made_again(sent: Callable[..., Export], client: Client) -> None:
    export = sent()
    work(export)
    address = address_in(client.get(f"/export/{export.public_id}/"))
    files.forget(Export.objects.get())
    gone = client.get(address)
    assert gone.status_code == 410
    assert b"Make it again" in gone.content
    assert client.post("/export/", fields(gone.content.decode())).status_code == 302


def test_a_failed_export_says_why(sent: Callable[..., Export], read: Read) -> None:
    export = sent()
    Export.objects.update(parameters=[["operator", "nobody"]])
    work(export)
    text = read(f"/export/{export.public_id}/")
    assert "The file could not be made" in text
    assert "there is none called nobody" in text


@pytest.mark.parametrize("path", ["/export/nobody/", "/export/nobody/file/", "/export/nobody/file/?signature=x"])
def test_unknown_exports_are_not_found(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_a_link_that_was_made_up_is_not_found(sent: Callable[..., Export], client: Client) -> None:
    export = sent()
    work(export)
    assert client.get(f"/export/{export.public_id}/file/?signature=1:2").status_code == 404


@pytest.mark.parametrize("query", ["connector=steam", "nonsense=1", "bbox=1,2,3"])
def test_a_search_that_can_not_be_read_is_told(query: str, client: Client) -> None:
    assert client.get(f"/export/?{query}").status_code == 400


def test_a_place_that_nobody_knows_is_told_on_the_form(client: Client) -> None:
    answer = client.get("/export/?place=Nowhereville")
    assert answer.status_code == 400
    assert "No place is called" in answer.content.decode()


@pytest.mark.parametrize("path", ["/export/", "/export/{}/cancel/"])
def test_forged_forms_are_refused(path: str, sent: Callable[..., Export]) -> None:
    export = sent()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path.format(export.public_id), {"format": "csv"}).status_code == 403
    export.refresh_from_db()
    assert (export.state, Export.objects.count()) == ("PENDING", 1)
