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


COLUMNS = ("slug", "name", "key", "website", "phone", "email", "party_id")


def operators(count: int, name: str = "Many") -> list[tuple[str, ...]]:
    return [(f"slug-{n}", name, f"key{n}", "", "", "", "") for n in range(count)]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, bulk.FEW - 1, bulk.FEW, 3 * bulk.FEW])
def test_few_rows_and_many_end_alike(count: int) -> None:
    assert bulk.upsert(Operator, COLUMNS, operators(count), unique=["slug"]) == count
    assert bulk.upsert(Operator, COLUMNS, operators(count, "Newer"), unique=["slug"]) == count
    assert set(names().values()) == {"Newer"}
    bulk.update(Operator, ["name"], [(f"Of {key}", key) for key in names()])
    assert all(name == f"Of {key}" for key, name in names().items())


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 2 * bulk.FEW])
def test_of_rows_with_one_key_each_meets_the_one_before_it(count: int) -> None:
    rows = [*operators(count, "First"), *operators(1, "Second"), *operators(1, "Third")]
    written = bulk.upsert(
        Operator, COLUMNS, rows, unique=["slug"], sets={"party_id": "stations_operator.name"},
        where="excluded.name <> 'Second'",
    )  # fmt: skip
    assert written == count + 1
    assert Operator.objects.values_list("name", "party_id").get(slug="slug-0") == ("Third", "First")
    key = Operator.objects.get(slug="slug-1").pk
    bulk.update(Operator, ["name"], [(f"{n}", key) for n in range(count)])
    assert names()[key] == str(count - 1)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["tab\tand\nline", "back\\slash \\N \\.", "東京 \"quoted\" 'so'", ""])
def test_any_text_arrives_as_it_is(text: str) -> None:
    bulk.insert(Operator, COLUMNS, [("a", text, "a", "", "", "", "")])
    bulk.upsert(Operator, COLUMNS, operators(bulk.FEW, text), unique=["slug"])
    assert set(names().values()) == {text}


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


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_what_is_sorted_on_disk_is_so_for_a_while_and_never_amid_a_transaction() -> None:
    def where() -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA temp_store")
            return int(cursor.fetchone()[0])

    in_files, in_memory = 1, 2
    with pytest.raises(RuntimeError), bulk.on_disk():
        assert where() == in_files
        raise RuntimeError
    assert where() == in_memory
    with transaction.atomic(), bulk.on_disk():
        assert where() == in_memory
