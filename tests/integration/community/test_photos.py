"""Photos: kept without metadata, seen by others once a moderator has looked, gone with their files."""

import errno
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import privacy
from accounts.models import User
from accounts.roles import Role
from stations.community import photo_files, photos
from stations.community.author import Author
from stations.community.moderation import set_state
from stations.community.photos import About
from stations.models import Block, Photo, Station
from tests.fakes import keys, pictures
from tests.people import in_role, operator, person
from tests.world import REGISTER, publish, stage, station
from voltway.lib import pictures as drawing
from voltway.lib import whole_file
from voltway.lib.problems import Conflict, Gone, InvalidParameters, NotAllowed, NotFound, NotSignedIn, Unavailable

__all__ = ["stage"]
pytestmark = pytest.mark.usefixtures("stage")

NOW = timezone.now()
MINE = About(licence="CC-BY-4.0", mine=True, author="Ada", caption="The way in")
Commit = Callable[..., Any]


@pytest.fixture
def here(stage: None) -> str:
    publish(REGISTER, station("a", name="Lindenpark"), station("b", (52.6, 13.4), name="Elsewhere"))
    return Station.objects.get(name="Lindenpark").public_id


@pytest.fixture
def alice() -> Author:
    return Author(person(), "here")


def send(here: str, by: Author, content: bytes | None = None, about: About = MINE) -> tuple[Photo, bool]:
    return photos.add_photo(station=here, content=content or pictures.from_camera(), about=about, by=by, now=NOW)


def files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def show(photo: Photo) -> None:
    set_state(photo, Photo.State.SHOWN, reason="", now=NOW)


def test_a_photo_is_kept_in_two_copies_without_metadata_and_waits(here: str, alice: Author) -> None:
    photo, is_new = send(here, alice)
    assert (is_new, photo.state, photo.licence_name) == (True, "WAITING", "CC BY 4.0")
    assert (photo.width, photo.height) == (800, 600)
    small, large = sorted(files(), key=lambda path: path.stat().st_size)
    assert [path.parent.parent for path in (small, large)] == [Path(settings.MEDIA_ROOT) / "photos"] * 2
    assert large.parent.name == photo.file[:2]
    assert photo.public_id not in large.name
    assert photo.size == large.stat().st_size
    for path in (small, large):
        assert [secret for secret in pictures.SECRETS if secret in path.read_bytes()] == []


def test_nothing_is_sent_without_an_account_or_a_verified_address(here: str) -> None:
    with pytest.raises(NotSignedIn):
        send(here, Author(None, "here"))
    with pytest.raises(NotAllowed, match="verified"):
        send(here, Author(person("eve@voltway.example", verified=False), "here"))
    assert files() == []


def test_a_station_that_has_vanished_gets_no_photos(here: str, alice: Author) -> None:
    publish(REGISTER, station("b", (52.6, 13.4), name="Elsewhere"), complete="*")
    with pytest.raises(Gone):
        send(here, alice)
    with pytest.raises(NotFound):
        send("aaaaaaaaaaaa", alice)
    assert files() == []
    client, page = Client(), reverse("station", args=[here])
    client.force_login(User.objects.get())
    for answer in (client.get(reverse("photo-add", args=[here])), client.post(reverse("photo-add", args=[here]))):
        assert answer["Location"].startswith(page)
    assert "Add a photo" not in client.get(page, follow=True).content.decode()


def test_who_may_send_none_is_told_before_they_choose_one(here: str) -> None:
    client = Client()
    client.force_login(person("eve@voltway.example", verified=False))
    page = client.get(reverse("photo-add", args=[here]))
    assert page.status_code == 403
    assert "verified e-mail address" in page.content.decode()
    assert reverse("account_email") in page.content.decode()


def test_a_moderators_own_is_shown_at_once(here: str) -> None:
    photo, _ = send(here, Author(operator(), "here"))
    assert photo.state == "SHOWN"


def test_staff_without_the_right_wait_as_others_do(here: str) -> None:
    photo, _ = send(here, Author(person(is_staff=True), "here"))
    assert photo.state == "WAITING"


def test_who_is_blocked_sends_nothing(here: str, alice: Author) -> None:
    Block.objects.create(user=alice.user, reason="Pictures of cats.")
    with pytest.raises(NotAllowed, match="cats"):
        send(here, alice)
    assert files() == []


def test_each_field_that_cannot_be_is_named(here: str, alice: Author) -> None:
    with pytest.raises(InvalidParameters) as refused:
        send(here, alice, about=About(licence="mine", author="a" * 81, caption="c" * 201))
    assert [error.parameter for error in refused.value.errors] == ["licence", "mine", "author", "caption"]


def test_words_are_cleaned(here: str, alice: Author) -> None:
    about = About(licence="CC0-1.0", mine=True, author="A\u202eda\0", caption=" two \n  words ")
    photo, _ = send(here, alice, about=about)
    assert (photo.author, photo.caption) == ("Ada", "two words")


def test_the_same_again_is_the_one_that_is_there(here: str, alice: Author) -> None:
    first, _ = send(here, alice)
    again, is_new = send(here, alice)
    assert (again, is_new, len(files())) == (first, False, 2)
    elsewhere = Station.objects.get(name="Elsewhere").public_id
    assert send(elsewhere, alice)[1]


def test_somebody_else_learns_of_the_same_only_once_it_is_shown(here: str, alice: Author) -> None:
    first, _ = send(here, alice)
    bob = Author(person("bob@voltway.example"), "there")
    with pytest.raises(Conflict):
        send(here, bob)
    show(first)
    assert send(here, bob) == (first, False)


def test_the_same_twice_at_once_leaves_one(here: str, alice: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    real, answers = photos._sent_before, [None]
    first, _ = send(here, alice)
    monkeypatch.setattr(photos, "_sent_before", lambda *asked: answers.pop() if answers else real(*asked))
    assert send(here, alice) == (first, False)
    assert len(files()) == 2


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_full_disk_is_said_and_leaves_nothing(
    here: str, alice: Author, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    written, real = [], whole_file.whole_file

    def full(path: Path) -> Any:
        written.append(path)
        if len(written) == fails_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path)

    monkeypatch.setattr(whole_file, "whole_file", full)
    with pytest.raises(Unavailable, match="no room"):
        send(here, alice)
    assert (Photo.objects.count(), files()) == (0, [])


def test_a_row_that_cannot_be_written_leaves_no_file(here: str, alice: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_made", lambda *_given, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(here, alice)
    assert files() == []


@pytest.mark.django_db(transaction=True)
def test_whose_account_is_gone_meanwhile_leaves_nothing(
    here: str, alice: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = drawing.copies

    def drawn_meanwhile(*args: Any, **more: Any) -> Any:
        User.objects.all().delete()
        return draw(*args, **more)

    monkeypatch.setattr(drawing, "copies", drawn_meanwhile)
    with pytest.raises(NotSignedIn):
        send(here, alice)
    assert files() == []


def test_its_author_deletes_it_with_its_files(
    here: str, alice: Author, django_capture_on_commit_callbacks: Commit
) -> None:
    photo, _ = send(here, alice)
    bob = Author(person("bob@voltway.example"), "there")
    for by in (bob, Author(None, "here")):
        with pytest.raises(NotFound):
            photos.drop_photo(station=here, public_id=photo.public_id, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        photos.drop_photo(station=here, public_id=photo.public_id, by=alice)
    assert (Photo.objects.count(), files()) == (0, [])


def test_no_file_is_left_of_whoever_is_deleted(
    here: str, alice: Author, django_capture_on_commit_callbacks: Commit
) -> None:
    send(here, alice)
    kept, _ = send(here, Author(person("bob@voltway.example"), "there"), pictures.png_with_words())
    with django_capture_on_commit_callbacks(execute=True):
        privacy.delete_account(user=User.objects.get(email="alice@voltway.example"))
    assert Photo.objects.get() == kept
    assert {path.name[:32] for path in files()} == {kept.file}


def test_a_photo_stays_when_its_station_goes(here: str, alice: Author) -> None:
    send(here, alice)
    publish(REGISTER, station("b", (52.6, 13.4), name="Elsewhere"), complete="DE")
    assert Photo.objects.count() == 1


def test_files_that_no_row_tells_of_are_cleaned_up(here: str, alice: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, _ = send(here, alice)
    lost = photo_files.place("0" * 32, "large")
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"of an attempt that died")
    half = photo_files.place(photo.file, "large").with_name("f" * 32 + "-large.webp.99.partial")
    half.write_bytes(b"of another")
    assert photo_files.clean_up(now=NOW) == 0
    monkeypatch.setattr(photo_files, "_ORPHANED_AFTER_S", -60)
    assert photo_files.clean_up(now=NOW) == 2
    assert {path.name[:32] for path in files()} == {photo.file}


# What is served


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def addresses(photo: Photo) -> list[str]:
    return [
        photo.get_absolute_url(),
        *(reverse("photo-picture", args=[photo.public_id, size]) for size in ("large", "small")),
    ]


@pytest.mark.parametrize("state", ["WAITING", "HIDDEN"])
def test_what_is_not_shown_is_seen_by_its_author_and_moderators_alone(here: str, alice: Author, state: str) -> None:
    photo, _ = send(here, alice)
    set_state(photo, Photo.State(state), reason="It shows a face.", now=NOW)
    others = [Client(), client_of(person("bob@voltway.example")), client_of(person("d@voltway.example", is_staff=True))]
    those = [client_of(alice.user), client_of(operator("eve@voltway.example"))]
    for address in addresses(photo):
        assert [client.get(address).status_code for client in others] == [404] * 3
        for client in those:
            answer = client.get(address)
            assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("role", Role)
def test_whoever_looks_into_the_console_sees_there_what_waits(role: Role, here: str, alice: Author) -> None:
    photo, _ = send(here, alice)
    staff = client_of(in_role(role))
    assert photo.public_id in staff.get(reverse("admin:stations_photo_changelist")).content.decode()
    assert [staff.get(address).status_code for address in addresses(photo)] == [200, 200, 200]


def test_what_is_shown_is_served_as_a_picture_and_nothing_else(here: str, alice: Author, client: Client) -> None:
    photo, _ = send(here, alice)
    show(photo)
    for address in addresses(photo)[1:]:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")
        assert [secret for secret in pictures.SECRETS if secret in answer.content] == []


@pytest.mark.parametrize("size", ["huge", "..", "large.webp", "small/../large"])
def test_no_other_file_can_be_asked_for(here: str, alice: Author, client: Client, size: str) -> None:
    photo, _ = send(here, alice)
    show(photo)
    assert client.get(f"/photos/{photo.public_id}/{size}.webp").status_code == 404


def test_a_lost_file_is_a_404(here: str, alice: Author, client: Client) -> None:
    photo, _ = send(here, alice)
    show(photo)
    photo_files.delete(photo.file)
    assert client.get(addresses(photo)[1]).status_code == 404
    assert client.get(addresses(photo)[0]).status_code == 200


# Pages


def form(**changes: Any) -> dict[str, Any]:
    told = {"licence": "CC-BY-4.0", "mine": "1", "author": "Ada", "caption": "The way in", **changes}
    return {name: value for name, value in told.items() if value is not None}


def upload(content: bytes, name: str = "a.jpg") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content, "image/jpeg")


def page(client: Client, here: str) -> str:
    return client.get(reverse("station", args=[here]), follow=True).content.decode()


def test_a_photo_is_sent_by_a_form_and_stands_on_the_stations_page(here: str, alice: Author) -> None:
    mine, anybody = client_of(alice.user), Client()
    address = reverse("photo-add", args=[here])
    assert "No photo yet" in page(anybody, here)
    assert mine.get(address).status_code == 200
    answer = mine.post(address, form(photo=upload(pictures.from_camera())))
    photo = Photo.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, photo.get_absolute_url())
    assert "once a moderator has looked at it" in mine.get(photo.get_absolute_url()).content.decode()
    assert "waits for a moderator" in page(mine, here)
    assert "No photo yet" in page(anybody, here)
    show(photo)
    assert 'alt="The way in"' in page(anybody, here)
    told = anybody.get(photo.get_absolute_url()).content.decode()
    assert "Photo: Ada" in told
    assert "https://creativecommons.org/licenses/by/4.0/" in told
    assert "Delete my photo" not in told


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({}, "photo", "Choose a picture first"),
        ({"photo": b"<svg/>"}, "photo", "SVG"),
        ({"photo": b"\xff\xd8\xff" + b"\0" * 5_000_001}, "photo", "5 MB"),
        ({"photo": None, "mine": None, "licence": None}, "photo", "Choose"),
        ({"photo": b"GIF89a", "mine": None}, "mine", "only what is yours"),
        ({"photo": b"GIF89a", "licence": "x"}, "licence", "must be one of"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_at_its_field(
    here: str, alice: Author, changes: dict[str, Any], field: str, words: str
) -> None:
    given = {name: upload(value) if isinstance(value, bytes) else value for name, value in changes.items()}
    answer = client_of(alice.user).post(reverse("photo-add", args=[here]), form(**given))
    said = answer.content.decode()
    assert answer.status_code in (400, 413)
    assert words in said.partition(f'id="{field}-error"')[2][:300]
    assert 'value="The way in"' in said
    assert (Photo.objects.count(), files()) == (0, [])


def test_a_body_that_is_far_too_long_is_not_read(here: str, alice: Author) -> None:
    client = client_of(alice.user)
    answer = client.generic(
        "POST", reverse("photo-add", args=[here]), b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="90000000"
    )
    assert answer.status_code == 413
    assert "at most 5 MB" in answer.content.decode()


def test_only_a_form_of_ours_is_taken(here: str, alice: Author) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert alice.user
    careful.force_login(alice.user)
    answer = careful.post(reverse("photo-add", args=[here]), form(photo=upload(pictures.from_camera())))
    assert (answer.status_code, Photo.objects.count()) == (403, 0)


def test_a_hostile_caption_is_shown_as_it_was_typed(here: str, alice: Author, client: Client) -> None:
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    photo, _ = send(here, alice, about=About("CC0-1.0", True, nasty, nasty))
    show(photo)
    for text in (page(client, here), client.get(photo.get_absolute_url()).content.decode()):
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_page_of_many_photos_takes_no_more_queries(
    here: str, alice: Author, client: Client, django_assert_max_num_queries: Any
) -> None:
    page(client, here)
    with django_assert_max_num_queries(17):
        page(client, here)
    for number in range(15):
        show(send(here, alice, pictures.saved(pictures.drawn(40, 30 + number)))[0])
    with django_assert_max_num_queries(17):
        assert page(client, here).count('class="photo-small"') == 12


def test_its_author_deletes_it_by_a_button(here: str, alice: Author) -> None:
    photo, _ = send(here, alice)
    client = client_of(alice.user)
    bob = client_of(person("bob@voltway.example"))
    assert bob.post(reverse("photo-drop", args=[photo.public_id])).status_code == 404
    answer = client.post(reverse("photo-drop", args=[photo.public_id]))
    assert (answer.status_code, Photo.objects.count()) == (302, 0)


# The API


def ask(method: str, path: str, content: bytes = b"", media: str = "image/jpeg", **parameters: str) -> Any:
    who = "alice@voltway.example"
    if not User.objects.filter(email=who).exists():
        person(who)
    return Client().generic(method, path, content, media, headers=keys.headers(who, "free"), query_params=parameters)


def test_the_api_takes_lists_and_deletes(here: str, django_capture_on_commit_callbacks: Commit) -> None:
    path = f"/api/v2/stations/{here}/photos/"
    told = {"licence": "CC0-1.0", "mine": "1", "caption": "Plugs"}
    answer = ask("POST", path, pictures.from_camera(), **told)
    assert answer.status_code == 201
    photo = answer.json()
    assert (photo["state"], photo["caption"], photo["author"]) == ("WAITING", "Plugs", None)
    again = ask("POST", path, pictures.from_camera(), **told)
    assert (again.status_code, again.json()["id"]) == (200, photo["id"])
    assert Client().get(path).json() == {"data": [], "next": None}
    assert [row["id"] for row in ask("GET", path).json()["data"]] == [photo["id"]]
    set_state(Photo.objects.get(), Photo.State.SHOWN, reason="after all", now=NOW)
    (row,) = Client().get(path).json()["data"]
    # What a moderator says of it is said to its author.
    assert (row["reason"], ask("GET", path).json()["data"][0]["reason"]) == (None, "after all")
    assert Client().get(row["large"]["url"]).content
    assert Client().delete(f"{path}{photo['id']}/").status_code == 401
    with django_capture_on_commit_callbacks(execute=True):
        assert ask("DELETE", f"{path}{photo['id']}/").status_code == 204
    assert (Photo.objects.count(), files()) == (0, [])


def test_the_api_lists_in_pages(here: str, alice: Author, client: Client) -> None:
    made = []
    for number in range(5):
        photo, _ = photos.add_photo(
            station=here, content=pictures.saved(pictures.drawn(40, 30 + number)), about=MINE, by=alice,
            now=NOW + timedelta(seconds=number // 2),
        )  # fmt: skip
        show(photo)
        made.append(photo.public_id)
    seen, address = [], f"/api/v2/stations/{here}/photos/?limit=2"
    while address:
        answer = client.get(address).json()
        seen += [row["id"] for row in answer["data"]]
        address = answer["next"]
    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("content", "media", "parameters", "status", "field"),
    [
        (b"GIF89a", "image/jpeg", {}, 400, "photo"),
        (b"\xff\xd8\xff" + b"\0" * 5_000_001, "image/jpeg", {}, 413, "photo"),
        (b"x", "image/jpeg", {"mine": "0"}, 400, "mine"),
        (b"x", "image/jpeg", {"licence": ""}, 400, "licence"),
        (b"", "image/jpeg", {"surprise": "1"}, 400, "surprise"),
        (b"<svg/>", "image/svg+xml", {}, 415, None),
        (b"{}", "application/json", {}, 415, None),
    ],
)
def test_the_api_names_what_it_cannot_take(
    here: str, content: bytes, media: str, parameters: dict[str, str], status: int, field: str | None
) -> None:
    told = {"licence": "CC0-1.0", "mine": "1", **parameters}
    answer = ask("POST", f"/api/v2/stations/{here}/photos/", content, media, **told)
    assert answer.status_code == status
    assert [error["parameter"] for error in answer.json().get("errors", [])] == ([field] if field else [])
    assert files() == []


def test_a_station_that_never_was_has_no_photos(stage: None) -> None:
    path = "/api/v2/stations/aaaaaaaaaaaa/photos/"
    assert Client().get(path).status_code == 404
    assert ask("POST", path, pictures.from_camera(), licence="CC0-1.0", mine="1").status_code == 404


def test_a_moderator_sees_the_picture_in_the_console(here: str, alice: Author) -> None:
    photo, _ = send(here, alice)
    console = client_of(operator("eve@voltway.example"))
    for name, given in (("changelist", []), ("change", [photo.pk])):
        answer = console.get(reverse(f"admin:stations_photo_{name}", args=given))
        assert f"/photos/{photo.public_id}/" in answer.content.decode()
    listed = reverse("admin:stations_photo_changelist")
    console.post(listed, {"action": "show", "confirmed": "yes", "_selected_action": [photo.pk], "reason": ""})
    photo.refresh_from_db()
    assert photo.state == "SHOWN"
