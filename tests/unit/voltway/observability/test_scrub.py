"""What may stand in a log, and what is taken out of it."""

from decimal import Decimal
from typing import Any

import pytest

from voltway.observability import scrub


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("write to alice@example.org now", "write to [e-mail] now"),
        ("alice%40example.org", "[e-mail]"),
        ("Key (email)=(bob.b+x@mail.example.co.uk) exists", "Key (email)=([e-mail]) exists"),
        ("lat=52.520008&lon=-13.404954", "lat=52.52&lon=-13.40"),
        ("bbox=13.1%2C52.33824%2C13.76116%2C52.67551", "bbox=13.1%2C52.33%2C13.76%2C52.67"),
        ("POINT(13.404954 52.520008)", "POINT(13.40 52.52)"),
        ("lat=52%2E520008", "lat=52%2E52"),
        ("https://x.example/?api_key=abc123&limit=5", "https://x.example/?[query]"),
        ("<Request: GET '/?q=words&lat=1'>", "<Request: GET '/?[query]'>"),
        ("limit=5&key=abc123", "limit=5&key=[secret]"),
        ("token: abc123, rest", "token: [secret], rest"),
        ("redis://user:hunter2@10.0.0.1:6379/0", "redis://[secret]@10.0.0.1:6379/0"),
        ("Authorization: Bearer abcdefgh.ijkl", "Authorization: [secret]"),
        ("Cookie: a=1; sessionid=xyz; b=2", "Cookie: [secret]"),
        ("{'password': 'hunter2', 'name': 'x'}", "{'password': '[secret]', 'name': 'x'}"),
        ("sent bearer abcdefghijkl", "sent bearer [secret]"),
        ("at 51,507351 / -0,127758", "at 51,50 / -0,12"),
        ("mail bob@localhost bounced", "mail [e-mail] bounced"),
        ("pwd: hunter2", "pwd: [secret]"),
        ('password="two words", rest', 'password="[secret]", rest'),
        ("{'password': b'it\\'s two words'}", "{'password': b'[secret]'}"),
        ('token="never closed', 'token="[secret]'),
        ("postgresql://u:p/w@h/db", "postgresql://[secret]@h/db"),
        ("redis://:pa@ss@h:1", "redis://[secret]@h:1"),
        ("Row(cell=68123123123123, id=5)", "Row(cell=[secret], id=5)"),
        ("{'ranges': [(68123123123123, 68123123123999)]}", "{'ranges': [secret]}"),
        ("Key (cell)=(68123123123123) exists", "Key (cell)=[secret] exists"),
    ],
)
def test_secrets_mails_and_positions_are_taken_out_of_texts(text: str, clean: str) -> None:
    assert scrub.text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "took 12.34 s",
        "from 10.123.45.6:8000",
        "Django 5.2.19",
        "12,291 stations",
        "52.5 13.4",
        "the bearer of news",
        "rows 13,52, 1,234,567 and a range: 150",
        "at 12:00:00,123",
        "https://example.org:443/a/b",
        "password='', name='two words'",
        "",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert scrub.text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password2",
        "SECRET_KEY",
        "apiKey",
        "X-Api-Key",
        "csrfmiddlewaretoken",
        "email",
        "userEmail",
        "cell",
        "ranges",
    ],
)
def test_what_has_a_secret_name_is_taken_out_whole(name: str) -> None:
    for value in ("canary", 1234, ["canary"], {"canary": 1}, b"canary", 1.5):
        assert scrub.anything({name: value}) == {name: scrub.SECRET}


@pytest.mark.parametrize("name", ["view", "keyboard", "station", "count", "author", "monkey"])
def test_other_names_keep_their_values(name: str) -> None:
    assert scrub.anything({name: "x"}) == {name: "x"}


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ({"lat": 52.520008, "near": (13.404954, 1)}, {"lat": 52.52, "near": [13.4, 1]}),
        ([None, True, 7, Decimal("52.520008")], [None, True, 7, "52.52"]),
        ({"inner": {"deep": ["bob@example.org"]}}, {"inner": {"deep": ["[e-mail]"]}}),
        ({"alice@example.org": 1}, {"[e-mail]": 1}),
        (ValueError("bob@example.org"), "[e-mail]"),
    ],
)
def test_it_looks_into_whatever_it_is_given(value: Any, clean: Any) -> None:
    assert scrub.anything(value) == clean


def test_what_holds_itself_comes_to_an_end() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert "…" in str(scrub.anything(endless))


def test_the_sites_own_keys_are_known_by_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrub, "_known", [])
    scrub.remember(["own-secret-key", "short", ""])
    assert scrub.text("sent own-secret-key in short") == "sent [secret] in short"


@pytest.mark.parametrize(
    "piece", ["a", "@", "a@", "1.", "key=", "token='", "cell=(1,", "://:", "cookie:", "://", "%40", "-1.234", "x:"]
)
def test_a_text_without_an_end_is_cut(piece: str) -> None:
    assert len(scrub.text(piece * 500_000)) <= scrub.LONGEST * 4
