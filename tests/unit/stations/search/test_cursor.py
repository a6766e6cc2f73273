"""A cursor is only taken back for the search and order that it was given for, and never as anything but a place."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stations.search import cursor
from stations.search.cursor import Place, decode, decode_name, encode, encode_name
from stations.search.query import Order
from voltway.lib.problems import InvalidParameters

ID = "abcdefgh2345"
KEYS = {Order.DISTANCE: 1234.5678, Order.PLACE: (1 << 56) - 1, Order.POWER: 350_000, Order.NAME: "Ånd Öl 東"}
public_ids = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=12, max_size=12)
places = st.one_of(
    st.tuples(st.just(Order.DISTANCE), st.floats(0, 20_040_000)),
    st.tuples(st.just(Order.PLACE), st.integers(0, (1 << 56) - 1)),
    st.tuples(st.just(Order.POWER), st.integers(0, (1 << 31) - 1)),
    st.tuples(st.just(Order.NAME), st.text(max_size=60).filter(str.isprintable)),
)


def word_of(*parts: object) -> str:
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def digest() -> str:
    """What stands in a word of the search ""."""
    word = encode(Order.POWER, Place(1, ID), "")
    parts: list[str] = orjson.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    return parts[3]


@given(places, public_ids, st.text(max_size=50))
def test_a_place_comes_back_as_it_was(kept: tuple[Order, float | int | str], public_id: str, search: str) -> None:
    order, key = kept
    word = encode(order, Place(key, public_id), search)
    assert decode(word, order, search) == Place(key, public_id)


@pytest.mark.parametrize(("order", "key"), KEYS.items())
def test_a_word_is_short_and_safe_in_an_address(order: Order, key: float | int | str) -> None:
    word = encode(order, Place(key, ID), "q=park")
    assert len(word) <= cursor.MAX_LENGTH
    assert word.replace("-", "").replace("_", "").isalnum()


def test_the_longest_name_fits() -> None:
    assert len(encode(Order.NAME, Place("東" * 60, ID), "")) <= cursor.MAX_LENGTH


@pytest.mark.parametrize(("order", "key"), KEYS.items())
def test_a_word_of_another_search_or_order_is_refused(order: Order, key: float | int | str) -> None:
    word = encode(order, Place(key, ID), "q=park")
    with pytest.raises(InvalidParameters, match="can't be used"):
        decode(word, order, "q=mall")
    for other in set(Order) - {order}:
        with pytest.raises(InvalidParameters):
            decode(word, other, "q=park")


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (Order.POWER, -1),
        (Order.POWER, 1 << 31),
        (Order.POWER, 1.5),
        (Order.POWER, True),
        (Order.POWER, None),
        (Order.POWER, "50"),
        (Order.PLACE, 1 << 56),
        (Order.PLACE, -1),
        (Order.DISTANCE, 1e300),
        (Order.DISTANCE, -0.1),
        (Order.DISTANCE, False),
        (Order.DISTANCE, [1]),
        (Order.NAME, 5),
        (Order.NAME, "a\x00b"),
        (Order.NAME, None),
    ],
)
def test_a_key_that_no_station_can_have_is_refused(order: Order, key: object) -> None:
    with pytest.raises(InvalidParameters):
        decode(word_of(order, key, ID, digest()), order, "")


@pytest.mark.parametrize(
    "public_id", ["", "ABCDEFGH2345", "abcdefgh234", "abcdefgh23456", "abcdefgh2340", "abcdefgh2345\n", 5]
)
def test_an_id_that_no_station_can_have_is_refused(public_id: object) -> None:
    with pytest.raises(InvalidParameters):
        decode(word_of(Order.POWER, 1, public_id, digest()), Order.POWER, "")


@given(st.text(max_size=100))
@example("=")
@example("AAAA")
@example("\x00")
@example("ё")
@example(word_of())
@example(word_of([[[]]]))
@example(urlsafe_b64encode(b"[" * 200).decode())
def test_no_text_does_harm(word: str) -> None:
    if word:
        with pytest.raises(InvalidParameters) as caught:
            decode(word, Order.POWER, "")
        assert [error.parameter for error in caught.value.errors] == ["cursor"]


def test_no_cursor_is_the_beginning() -> None:
    assert decode("", Order.POWER, "") is None
    assert decode_name("", "operators") == ""


@given(st.text(max_size=80))
def test_a_name_comes_back_as_it_was(name: str) -> None:
    assert decode_name(encode_name("operators", name), "operators") == name


@pytest.mark.parametrize(
    "word", [encode_name("sources", "a"), word_of("operators"), word_of("operators", 5), "nonsense", "é"]
)
def test_a_name_of_another_list_is_refused(word: str) -> None:
    with pytest.raises(InvalidParameters):
        decode_name(word, "operators")
