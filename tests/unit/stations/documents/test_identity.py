"""What a station and an operator are known by stays the same on every machine, in every release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.documents.identity import operator_key, page_path, public_id


@pytest.mark.parametrize(
    ("source", "native", "found"),
    [("demo", "2996944-0", "vdpt37n4i5lu"), ("xx-register", "a", "dwwolze4txl7")],
)
def test_an_id_is_the_one_that_it_always_was(source: str, native: str, found: str) -> None:
    assert public_id(source, native) == found


@given(st.text(max_size=40), st.text(max_size=40))
def test_an_id_is_twelve_letters_and_digits_of_base_32(source: str, native: str) -> None:
    made = public_id(source, native)
    assert len(made) == 12
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_the_border_between_source_and_id_counts() -> None:
    assert len({public_id("a", "bc"), public_id("ab", "c"), public_id("abc", "")}) == 3


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Castle Mall", "/stations/abcdefgh2345/castle-mall/"),
        ("Œuvre & Söhne", "/stations/abcdefgh2345/oeuvre-sohne/"),
        ("東京", "/stations/abcdefgh2345/station/"),
        ("../../etc", "/stations/abcdefgh2345/etc/"),
        ("", "/stations/abcdefgh2345/station/"),
        (None, "/stations/abcdefgh2345/station/"),
        ("x" * 500, f"/stations/abcdefgh2345/{'x' * 80}/"),
    ],
)
def test_a_page_has_a_readable_path(title: str | None, path: str) -> None:
    assert page_path("abcdefgh2345", title) == path


@pytest.mark.parametrize(
    ("one", "other"),
    [("Volt AG", "VOLT-AG"), ("Ámper & Söhne", "amper sohne"), ("E.ON", "eon"), ("Ohm  Way", "ohmway")],
)
def test_spellings_of_one_operator_have_one_key(one: str, other: str) -> None:
    assert operator_key(one) == operator_key(other) != ""


def test_names_without_letters_are_told_apart() -> None:
    assert operator_key("★") != operator_key("☆")
    assert operator_key("Volt") != operator_key("Volts")


@given(st.text(min_size=1, max_size=400))
def test_a_key_fits_its_column(name: str) -> None:
    assert 0 < len(operator_key(name)) <= 200
