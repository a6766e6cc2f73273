"""What comes back from Redis is believed only with its signature."""

import pickle
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django_redis.exceptions import ConnectionInterrupted
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from voltway.lib.caching.sealed import Forged, Serializer, seal, unseal


@given(st.text(), st.binary(), st.floats(0, 1e12))
def test_what_was_sealed_comes_back(key: str, content: bytes, expires: float) -> None:
    assert unseal(key, seal(key, content, expires)) == (content, expires)


@given(st.binary(max_size=80))
def test_bytes_of_others_are_refused(found: bytes) -> None:
    with pytest.raises(Forged):
        unseal("key", found)


@pytest.mark.parametrize("place", [0, 15, 16, 23, 24, 29])
def test_one_changed_bit_is_noticed(place: int) -> None:
    sealed = bytearray(seal("key", b"content", 5.0))
    sealed[place] ^= 1
    with pytest.raises(Forged):
        unseal("key", bytes(sealed))


def test_the_value_of_another_key_is_refused() -> None:
    with pytest.raises(Forged):
        unseal("key b", seal("key a", b"content", 5.0))


def test_another_installation_s_value_is_refused(settings: Settings) -> None:
    sealed = seal("key", b"content", 5.0)
    settings.SECRET_KEY = "another"
    with pytest.raises(Forged):
        unseal("key", sealed)


@pytest.mark.parametrize("value", [None, 0, "ü", [1, {"a": 2.5}], b"\0"])
def test_plain_values_pass_through_django_s_cache(value: Any) -> None:
    serializer = Serializer({})
    assert serializer.loads(serializer.dumps(value)) == value


@dataclass
class Town:
    name: str


@pytest.mark.parametrize("value", [Town("Lyon"), [Town("Lyon")], {"a": Town("Lyon")}, {1, 2}, UUID(int=1), ("a", "b")])
def test_what_would_come_back_as_something_else_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no plain value"):
        Serializer({}).dumps(value)


class Evil:
    def __reduce__(self) -> Any:
        raise AssertionError("it was unpickled or pickled")


@pytest.mark.parametrize("found", [b"", b"garbage", pickle.dumps(print), b"\x80\x04N."])
def test_what_cannot_be_believed_is_as_if_it_were_not_there(found: bytes) -> None:
    with pytest.raises(ConnectionInterrupted):
        Serializer({}).loads(found)


def test_objects_are_not_taken() -> None:
    with pytest.raises(TypeError):
        Serializer({}).dumps(Evil())
