"""Formats and plain parameters of the API: read strictly, refused by name."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import RequestFactory
from rest_framework.request import Request

from stations.api.base import GEOJSON, JSON, check_parameters, text, wanted_format, whole
from voltway.lib.problems import InvalidParameters, NotAcceptable


def request(query: str = "", accept: str = "") -> Request:
    return Request(RequestFactory().get(f"/api/v2/?{query}", headers={"accept": accept} if accept else {}))


def faults(call: Any, *args: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidParameters) as caught:
        call(*args)
    return [(error.parameter, error.rule) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("", "", JSON),
        ("", "*/*", JSON),
        ("", "application/geo+json", GEOJSON),
        ("", "text/html,application/geo+json;q=0.9", GEOJSON),
        ("", "application/json;q=0.2, application/geo+json;q=0.8", GEOJSON),
        ("format=geojson", "application/json", GEOJSON),
        ("format=json", "application/geo+json", JSON),
        ("format=", "application/geo+json", GEOJSON),
        ("format=geojson", "text/html", GEOJSON),
    ],
)
def test_the_format_is_the_parameters_or_else_the_headers(query: str, accept: str, media: str) -> None:
    assert wanted_format(request(query, accept)) == media


@pytest.mark.parametrize("query", ["format=xml", "format=JSON", "format=json&format=json", "format=json%00"])
def test_an_unknown_format_is_refused_with_those_there_are(query: str) -> None:
    assert faults(wanted_format, request(query)) == [("format", "must be one of json, geojson")]


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/xml;q=1", "nonsense"])
def test_nobody_gets_what_was_not_asked_for(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="application/geo"):
        wanted_format(request(accept=accept))


@pytest.mark.parametrize(
    ("given", "number"), [("", 5), ("limit=", 5), ("limit=1", 1), ("limit=20", 20), ("limit=%20007", 7)]
)
def test_a_whole_number_is_read(given: str, number: int) -> None:
    assert whole(request(given), "limit", 20, 5) == number


@pytest.mark.parametrize("given", ["0", "21", "-1", "+1", "1.0", "1e1", "٣", "²", "x", "1 2", "9" * 400, "\x00", "0x1"])
def test_what_is_no_whole_number_within_bounds_is_refused(given: str) -> None:
    found = faults(whole, request(f"limit={quote(given)}"), "limit", 20, 5)
    assert found == [("limit", "must be a whole number from 1 to 20")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("a=1", []),
        ("a=1&a=2", [("a", "may be given once")]),
        ("b=1&c=2", [("b", "no such parameter"), ("c", "no such parameter")]),
        (f"{'z' * 500}=1", [("z" * 80, "no such parameter")]),
    ],
)
def test_parameters_are_known_and_given_once(query: str, found: list[tuple[str, str]]) -> None:
    if found:
        assert faults(check_parameters, request(query), {"a"}) == found
    else:
        check_parameters(request(query), {"a"})


def test_a_text_is_one_line_within_its_length() -> None:
    assert text(request("q=%20caf%C3%A9%20"), "q", 10) == "café"
    assert text(request(), "q", 10) == ""
    assert faults(text, request("q=" + "x" * 11), "q", 10) == [("q", "is longer than 10 characters")]
    assert faults(text, request("q=a%0Ab"), "q", 10) == [("q", "holds characters that can't be printed")]
    assert faults(text, request("q=%FF"), "q", 10) == [("q", "is not valid UTF-8")]
