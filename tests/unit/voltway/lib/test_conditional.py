"""Entity tags: when a client is told that nothing has changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltway.lib.conditional import etag, matches, matches_strongly


def test_a_tag_is_the_same_for_the_same_parts() -> None:
    assert etag("stations", 17, "bbox=1,2,3,4") == etag("stations", 17, "bbox=1,2,3,4")
    assert etag() != etag("")


@pytest.mark.parametrize("other", [("ab", "c"), ("a", "bcd"), ("a", "b", "c"), ("a",), ("bc", "a"), (None, "bc")])
def test_a_tag_changes_with_any_part(other: tuple[object, ...]) -> None:
    assert etag(*other) != etag("a", "bc")


@given(st.lists(st.text() | st.integers() | st.binary()), st.booleans())
def test_a_tag_has_the_form_of_a_header_and_matches_itself(parts: list[object], weak: bool) -> None:
    tag = etag(*parts, weak=weak)
    assert re.fullmatch(r'(W/)?"[0-9a-f]{24}"', tag)
    assert tag.startswith("W/") is weak
    assert matches(tag, tag)


@pytest.mark.parametrize(
    ("header", "tag", "expected"),
    [
        ('"a"', '"a"', True),
        ('"a"', '"b"', False),
        ('W/"a"', '"a"', True),
        ('"a"', 'W/"a"', True),
        ('W/"a"', 'W/"a"', True),
        ('"x", W/"a" ,"y"', '"a"', True),
        ('"x","y"', '"a"', False),
        (',, "a",', '"a"', True),
        ('"with,comma", "a"', '"a"', True),
        ('"with,comma"', '"with,comma"', True),
        ('"with space", "a"', '"a"', False),
        ("*", '"a"', True),
        (" * ", '"a"', True),
        ('"*"', '"a"', False),
        ('"a", *', '"a"', False),
        ("a", '"a"', False),
        ('"a', '"a"', False),
        ('w/"a"', '"a"', False),
        ('"A"', '"a"', False),
        ("", '"a"', False),
        (None, '"a"', False),
        ('"a" "b"', '"a"', False),
    ],
)
def test_if_none_match(header: str | None, tag: str, expected: bool) -> None:
    assert matches(header, tag) is expected


@pytest.mark.parametrize(
    ("header", "tag", "expected"),
    [
        ('"a"', '"a"', True),
        ('"x", "a"', '"a"', True),
        ('W/"a"', '"a"', False),
        ('"a"', 'W/"a"', False),
        ('W/"a"', 'W/"a"', False),
        ("*", '"a"', True),
        (None, '"a"', False),
        ('"a', '"a"', False),
    ],
)
def test_if_match(header: str | None, tag: str, expected: bool) -> None:
    assert matches_strongly(header, tag) is expected


@given(st.text(max_size=200))
def test_no_header_makes_it_fail(header: str) -> None:
    assert matches(header, '"never-sent"') is (header.strip() == "*")


def test_a_long_hostile_header_is_read_in_one_pass() -> None:
    assert not matches('"' + "a" * 50_000, '"a"')
    assert not matches(" " * 50_000 + "x", '"a"')
    assert matches('"x",' * 10_000 + '"a"', '"a"')
