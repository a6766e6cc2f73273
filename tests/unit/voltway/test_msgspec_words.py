"""What is wrong with a value, in words and with its path."""

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta, Struct

from stations.ocpi import PowerType
from voltway.lib.msgspec_words import Fault, fault_of


class Part(Struct, forbid_unknown_fields=True):
    uid: Annotated[str, Meta(min_length=1, max_length=3, pattern="^[a-z]+$")]
    volts: Annotated[int, Meta(gt=0, le=1000)] | None = None
    kind: PowerType | None = None


class Whole(Struct, forbid_unknown_fields=True):
    parts: Annotated[list[Part], Meta(min_length=1)]


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({}, ("wrong_value", "parts", "must be a list, not an object")),
        ([], ("wrong_value", "parts", "must have at least 1 entries")),
        ([{}], ("missing_field", "parts[0].uid", "is needed")),
        ([{"uid": "a", "x": 1}], ("unknown_field", "parts[0].x", "there is no such field")),
        ([{"uid": "abcd"}], ("wrong_value", "parts[0].uid", "must have at most 3 characters")),
        ([{"uid": "A"}], ("wrong_value", "parts[0].uid", "is not written as it must be")),
        (
            [{"uid": "a", "volts": 1.5}],
            ("wrong_value", "parts[0].volts", "must be a whole number or null, not a number"),
        ),
        ([{"uid": "a", "volts": 1001}], ("wrong_value", "parts[0].volts", "must be at most 1000")),
        ([{"uid": "a", "volts": 0}], ("wrong_value", "parts[0].volts", "must be at least 1")),
        ([{"uid": "a", "kind": "AC"}], ("wrong_value", "parts[0].kind", "'AC' is none of its values")),
    ],
)
def test_a_fault_has_its_path_and_plain_words(parts: Any, fault: tuple[str, str, str]) -> None:
    with pytest.raises(msgspec.ValidationError) as raised:
        msgspec.convert({"parts": parts}, Whole)
    assert fault_of(str(raised.value)) == Fault(*fault)
