"""The OpenAPI document tells all of every operation: what it is for, who may ask, an example of each answer and error.

The check itself is tried on documents from which one thing was taken.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from stations.web.problems import all_kinds

Document = dict[str, Any]
Operation = dict[str, Any]

PROBLEM = "application/problem+json"
KINDS = {f"/problems/{kind.slug}": int(kind.status) for kind in all_kinds()}


@cache
def made() -> Document:
    document: Document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


def gaps(document: Document) -> Iterator[str]:
    """What the document leaves open."""
    if not all(server.get("url") and server.get("description") for server in document.get("servers", [{}])):
        yield "servers"
    tags = {tag["name"] for tag in document["tags"] if tag["description"]}
    schemes = document["components"].get("securitySchemes", {}).keys()
    yield from (f"scheme {name} has no words" for name in schemes if not described(document, name))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for gap in (*of_operation(operation, tags), *of_security(operation, schemes), *of_answers(operation)):
                yield f"{method} {path}: {gap}"


def described(document: Document, scheme: str) -> bool:
    return bool(document["components"]["securitySchemes"][scheme].get("description"))


def of_operation(operation: Operation, tags: set[str]) -> Iterator[str]:
    yield from (name for name in ("operationId", "summary", "description") if not operation.get(name))
    if not operation.get("tags") or not tags.issuperset(operation["tags"]):
        yield "tags"
    for parameter in operation.get("parameters", []):
        if not (parameter.get("description") and parameter.get("schema")):
            yield f"parameter {parameter['name']}"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if not content.get("examples"):
            yield f"no example of a body in {media}"


def of_security(operation: Operation, schemes: Any) -> Iterator[str]:
    """`{}` among the ways in is: nobody needs one."""
    ways = operation.get("security")
    if not ways:
        yield "security"
    yield from (f"unknown scheme {name}" for way in ways or [] for name in way if name not in schemes)


def of_answers(operation: Operation) -> Iterator[str]:
    answers = operation["responses"]
    if not any(status < "300" for status in answers):
        yield "no answer"
    yield from (f"no {status}" for status in ("400", "500", "503") if status not in answers)
    for status, answer in answers.items():
        if not answer.get("description"):
            yield f"{status} has no words"
        if status >= "400" and not answer.get("content"):
            yield f"{status} has no content"
        for media, content in answer.get("content", {}).items():
            if fault := of_content(status, media, content):
                yield f"{status} {media}: {fault}"


def of_content(status: str, media: str, content: Document) -> str:
    """What an answer in one format lacks; "" for nothing. Files are no examples of themselves."""
    shown = [example["value"] for example in content.get("examples", {}).values()]
    if not shown:
        return "" if content["schema"].get("format") == "binary" else "no example"
    if media == PROBLEM:
        wrong = [one for one in shown if KINDS.get(one["type"]) != one["status"] or one["status"] != int(status)]
        return f"{wrong[0]['type']} is no problem of {status}" if wrong else ""
    return ""


def test_nothing_is_left_open() -> None:
    assert list(gaps(made())) == []


def first(document: Document) -> Operation:
    operation: Operation = document["paths"]["/api/v2/stations/"]["get"]
    return operation


def without(*path: str) -> Callable[[Document], None]:
    def take(document: Document) -> None:
        place: Any = first(document)
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return take


def with_wrong_problem(document: Document) -> None:
    examples = first(document)["responses"]["400"]["content"][PROBLEM]["examples"]
    next(iter(examples.values()))["value"]["type"] = "/problems/gone"


def with_unknown_scheme(document: Document) -> None:
    first(document)["security"] = [{"handshake": []}]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda document: document.pop("servers"), "servers"),
        (without("summary"), "summary"),
        (without("description"), "description"),
        (without("tags"), "tags"),
        (without("security"), "security"),
        (with_unknown_scheme, "unknown scheme handshake"),
        (without("responses", "400"), "no 400"),
        (without("responses", "500"), "no 500"),
        (without("responses", "503", "content"), "503 has no content"),
        (without("responses", "200"), "no answer"),
        (without("responses", "200", "content", "application/json", "examples"), "200 application/json: no example"),
        (with_wrong_problem, "/problems/gone is no problem of 400"),
    ],
)
def test_an_operation_that_lacks_something_is_found(spoil: Callable[[Document], None], told: str) -> None:
    document = deepcopy(made())
    spoil(document)
    assert [gap for gap in gaps(document) if gap.endswith(told)]
