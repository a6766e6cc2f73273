"""Bulk writes: chunks, ids that nobody else takes, and moments as drivers give them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction

from stations.models import Operator
from voltway.lib import bulk

MOMENT = datetime(2026, 5, 1, 10, 30, tzinfo=UTC)


def names() -> dict[int, str]:
    return dict(Operator.objects.values_list("pk", "name"))


def rows(*ids: int) -> list[tuple[int, str, str, str]]:
    return [(key, f"slug-{key}", f"Name {key}", f"key{key}") for key in ids]


def inserted(*ids: int) -> None:
    columns = ("id", "slug", "name", "key", "website", "phone", "email", "party_id")
    bulk.insert(Operator, columns, [(*row, "", "", "", "") for row in rows(*ids)])


@pytest.mark.django_db
def test_rows_are_inserted_changed_and_deleted_by_their_keys() -> None:
    inserted(1, 2, 3)
    bulk.update(Operator, ["name"], [("Other", 2), ("Third", 3)])
    assert names() == {1: "Name 1", 2: "Other", 3: "Third"}
    bulk.delete(Operator, [1, 3])
    assert names() == {2: "Other"}
    bulk.delete(Operator, ["key2"], key="key")
    assert names() == {}


@pytest.mark.django_db
def test_a_row_that_is_there_is_overwritten_on_request() -> None:
    inserted(1)
    new = [("slug-1", "Newer", "key1"), ("slug-2", "Two", "key2")]
    columns = ("slug", "name", "key", "website", "phone", "email", "party_id")
    bulk.upsert(Operator, columns, [(*row, "", "", "", "") for row in new], unique=["slug"])
    assert sorted(names().values()) == ["Newer", "Two"]
    assert Operator.objects.get(name="Newer").pk == 1


@pytest.mark.django_db
def test_no_row_is_no_statement() -> None:
    before = len(connection.queries_log)
    with transaction.atomic():
        bulk.update(Operator, ["name"], [])
        bulk.insert(Operator, ["name"], iter(()))
        bulk.delete(Operator, [])
    assert len(connection.queries_log) == before


@pytest.mark.django_db
def test_more_keys_than_a_statement_takes_are_asked_for_in_parts() -> None:
    ids = range(1, 2 * bulk.IN_CHUNK + 3)
    inserted(*ids)
    found = bulk.select("SELECT id FROM stations_operator WHERE id > %s AND id IN ({keys}) AND id < %s", [1], ids, [9])
    assert sorted(row[0] for row in found) == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.django_db
def test_reserved_ids_are_free_and_stay_so() -> None:
    first = Operator.objects.create(slug="a", name="A", key="a")
    with transaction.atomic():
        ids = bulk.reserve_ids(Operator, 3)
        inserted(*ids)
    assert min(ids) > first.pk
    assert Operator.objects.create(slug="b", name="B", key="b").pk > max(ids)


@pytest.mark.parametrize(
    "value",
    [
        MOMENT,
        MOMENT.astimezone(timezone(timedelta(hours=2))),
        "2026-05-01 10:30:00",
        MOMENT.replace(tzinfo=None),
    ],
)
def test_a_moment_is_aware_however_the_driver_gives_it(value: datetime | str) -> None:
    assert bulk.moment(value) == MOMENT


def test_no_moment_is_none() -> None:
    assert (bulk.moment(None), bulk.db_time(None)) == (None, None)


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (4, [4]), (5, [4, 1]), (8, [4, 4])])
def test_chunks_hold_everything_once(count: int, sizes: list[int]) -> None:
    parts = list(bulk.chunks(range(count), 4))
    assert [len(part) for part in parts] == sizes
    assert [item for part in parts for item in part] == list(range(count))


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_file_is_mapped_again_after_a_long_piece_of_work() -> None:
    def mapped() -> object:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size")
            return cursor.fetchone()

    before = mapped()
    with pytest.raises(KeyError), bulk.unmapped():
        assert mapped() in (None, (0,))
        raise KeyError
    assert mapped() == before
