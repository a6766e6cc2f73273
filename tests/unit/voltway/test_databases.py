"""What the setting of the database becomes."""

import pytest
from django.db import connection
from pydantic import SecretStr

from voltway.config import Config, WrongSetting, load
from voltway.databases import database

ADDRESS = "postgresql://user:p%40ss@db.example:5433/charging?sslmode=require&application_name=mine"


def of(address: str) -> Config:
    return Config(_env_file=None).model_copy(update={"database_url": SecretStr(address) if address else None})


def test_without_an_address_it_is_sqlite_in_the_data_folder() -> None:
    made = database(of(""))
    assert (made["ENGINE"], made["NAME"].name) == ("django.db.backends.sqlite3", "voltway.sqlite3")
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_is_taken_apart_as_postgresql_does() -> None:
    made = database(of(ADDRESS))
    assert [made[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "charging", "user", "p@ss", "db.example", "5433",
    ]  # fmt: skip
    assert (made["OPTIONS"]["sslmode"], made["OPTIONS"]["application_name"]) == ("require", "mine")


def test_nothing_waits_for_ever() -> None:
    options = database(of(ADDRESS))["OPTIONS"]
    assert "-c statement_timeout=20000 -c lock_timeout=2000" in options["options"]
    assert (options["connect_timeout"], options["pool"]["timeout"]) == (2, 3)


def test_what_the_address_says_of_the_session_goes_last() -> None:
    made = database(of("postgresql:///charging?options=-c%20lock_timeout%3D9"))
    assert made["OPTIONS"]["options"].endswith("-c lock_timeout=9")
    assert (made["HOST"], made["NAME"]) == ("", "charging")


@pytest.mark.parametrize(
    "address",
    ["mysql://u:geheim@h/d", "postgresql://u:geheim@h", "charging geheim"],
)
def test_what_is_no_address_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(WrongSetting, match=r"^DATABASE_URL: must be postgresql://user:password@host") as caught:
        load()
    assert "geheim" not in str(caught.value)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_every_text_column_is_compared_byte_by_byte() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'character') AND collation_name IS DISTINCT FROM 'C'"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT 'aa' < 'b', 'aa' COLLATE \"C\" < 'b'")
        assert cursor.fetchone()[1] is True
