"""The decorator: keys, tags, both tiers, one maker."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from django_redis import get_redis_connection
from pytest_django import Settings

from tests.fakes.redis_server import Fault, Proxy
from voltway.lib import caching
from voltway.lib.caching import cached, shared
from voltway.lib.caching.decorator import Cached

VERSIONS = {"data": 1, "status": 1}


class Kind(StrEnum):
    A = "a"
    B = "b"


@dataclass(frozen=True, slots=True)
class Query:
    text: str = ""
    kinds: frozenset[str] = frozenset()
    kind: Kind = Kind.A
    at: tuple[float, float] | None = None


def versions() -> dict[str, int]:
    return VERSIONS


@pytest.fixture(autouse=True)
def tags(settings: Settings) -> Iterator[dict[str, int]]:
    settings.CACHE_TAG_VERSIONS = f"{__name__}.versions"
    caching.clear()
    before = dict(VERSIONS)
    yield VERSIONS
    VERSIONS.update(before)


@pytest.fixture
def made() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def find(made: list[tuple[Any, ...]]) -> Cached[Any, list[str]]:
    @cached(ttl=60, tags=("data",), apart=("now",))
    def find(query: Query, limit: int = 10, *, now: object = None) -> list[str]:
        made.append((query, limit))
        return [query.text, str(limit)]

    return find


def test_a_result_is_made_once(find: Any, made: list[Any]) -> None:
    assert find(Query("x")) == find(Query("x"), 10) == find(query=Query("x"), limit=10, now="now") == ["x", "10"]
    assert len(made) == 1


@pytest.mark.parametrize(
    "other",
    [Query("y"), Query("x", frozenset("a")), Query("x", kind=Kind.B), Query("x", at=(1, 2)), Query("x", at=(2, 1))],
)
def test_other_arguments_have_other_results(find: Any, made: list[Any], other: Query) -> None:
    find(Query("x"))
    find(other)
    assert len(made) == 2


def test_the_order_of_a_set_is_no_difference(find: Any, made: list[Any]) -> None:
    find(Query(kinds=frozenset(["a", "b", "c"])))
    find(Query(kinds=frozenset(["c", "b", "a"])))
    assert len(made) == 1


@pytest.mark.parametrize(("one", "another"), [(1, True), (1, 1.5), (1, "1"), ("a", b"a"), (None, "")])
def test_values_of_different_types_are_different(one: Any, another: Any) -> None:
    @cached(ttl=60)
    def same(value: Any) -> bytes:
        return repr(value).encode()

    assert (same(one), same(another)) == (repr(one).encode(), repr(another).encode())


def test_a_tag_that_moves_on_forgets_what_was_made_before(find: Any, made: list[Any], tags: dict[str, int]) -> None:
    find(Query("x"))
    tags["status"] += 1
    find(Query("x"))
    assert len(made) == 1
    tags["data"] += 1
    find(Query("x"))
    assert len(made) == 2


def test_two_functions_never_share_a_result() -> None:
    def build(word: bytes) -> Callable[[int], bytes]:
        def kept(value: int) -> bytes:
            return word

        kept.__qualname__ = word.decode()
        return cached(ttl=60)(kept)

    assert (build(b"one")(1), build(b"two")(1)) == (b"one", b"two")


def test_results_come_back_as_what_they_are() -> None:
    @cached(ttl=60)
    def found(at: datetime) -> dict[str, list[Query]]:
        return {"a": [Query("x", frozenset("ab"), Kind.B, (1.0, 2.0))]}

    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert found(moment) == found(moment)
    assert isinstance(found(moment)["a"][0], Query)


def test_a_caller_who_changes_a_result_changes_nobody_else_s(find: Any) -> None:
    find(Query("x")).append("more")
    find(Query("x")).append("more")
    assert find(Query("x")) == ["x", "10"]


def test_an_error_is_nobody_s_result(made: list[Any]) -> None:
    @cached(ttl=60)
    def fails() -> bytes:
        made.append(())
        if len(made) == 1:
            raise LookupError("away")
        return b"there"

    with pytest.raises(LookupError):
        fails()
    assert fails() == b"there"


def test_many_threads_that_ask_at_once_have_it_made_once() -> None:
    makers = []

    @cached(ttl=60)
    def slow() -> bytes:
        makers.append(threading.get_ident())
        time.sleep(0.2)
        return b"made"

    with ThreadPoolExecutor(100) as pool:
        results = {future.result() for future in [pool.submit(slow) for _ in range(100)]}
    assert results == {b"made"}
    assert len(makers) == 1


def test_those_who_wait_for_one_who_fails_make_it_themselves_side_by_side() -> None:
    makers: list[int] = []

    @cached(ttl=60)
    def fails_first() -> bytes:
        makers.append(threading.get_ident())
        first = len(makers) == 1
        time.sleep(0.1)
        if first:
            raise LookupError("away")
        return b"made"

    with ThreadPoolExecutor(20) as pool:
        began = [pool.submit(fails_first) for _ in range(20)]
        failed = [future for future in began if future.exception()]
    assert len(failed) == 1
    assert {future.result() for future in began if future not in failed} == {b"made"}


def test_a_function_that_asks_for_itself_is_not_stuck() -> None:
    depth = []

    @cached(ttl=60)
    def inward() -> bytes:
        depth.append(1)
        return b"end" if len(depth) == 2 else inward()

    assert inward() == b"end"


def test_what_one_process_made_another_finds(find: Any, made: list[Any], proxy: Proxy) -> None:
    find(Query("x"))
    caching.clear()
    assert find(Query("x")) == ["x", "10"]
    assert len(made) == 1


def test_redis_forgets_after_its_time(find: Any, proxy: Proxy) -> None:
    find(Query("x"))
    (name,) = get_redis_connection("default").keys("voltway:kept:*")
    assert 50_000 < get_redis_connection("default").pttl(name) <= 60_000
    assert not get_redis_connection("default").keys("voltway:making:*")


def test_a_poisoned_value_is_not_answered(find: Any, made: list[Any], proxy: Proxy) -> None:
    find(Query("x"))
    redis = get_redis_connection("default")
    (name,) = redis.keys("voltway:kept:*")
    redis.set(name, b"\x92\xa4evil\xa2no")
    caching.clear()
    assert find(Query("x")) == ["x", "10"]
    assert len(made) == 2


def test_the_answer_of_another_question_is_not_taken(find: Any, proxy: Proxy) -> None:
    find(Query("x"))
    redis = get_redis_connection("default")
    (first,) = redis.keys("voltway:kept:*")
    find(Query("y"))
    second = next(name for name in redis.keys("voltway:kept:*") if name != first)
    redis.set(first, redis.get(second))
    caching.clear()
    assert find(Query("x")) == ["x", "10"]


def test_while_another_process_makes_it_its_value_is_waited_for(find: Any, made: list[Any], proxy: Proxy) -> None:
    key = find.key(Query("x"))
    found, token = shared.get_or_claim(key, longest_s=1)
    assert (found, bool(token)) == (None, True)

    def elsewhere() -> None:
        time.sleep(0.2)
        shared.put(key, b"\x92\xa5other\xa210", ttl=60)
        shared.release(key, token)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    assert find(Query("x")) == ["other", "10"]
    thread.join()
    assert made == []


def test_a_process_that_died_while_making_holds_nobody_up_for_long(
    find: Any, made: list[Any], proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "CLAIM_S", 1)
    shared.get_or_claim(find.key(Query("x")), longest_s=1)
    assert find(Query("x")) == ["x", "10"]
    assert len(made) == 1


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
def test_results_are_right_whatever_redis_does(fault: Fault, proxy: Proxy) -> None:
    @cached(ttl=60)
    def echo(value: int) -> list[int]:
        return [value]

    echo(0)
    proxy.be(fault)
    assert [echo(value) for value in range(1, 30)] == [[value] for value in range(1, 30)]
