"""System checks: each finds what it is for, says how to mend it, and is silent otherwise."""

import sqlite3
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import CheckMessage
from django.db import DatabaseError
from pydantic import SecretStr

from stations.models import Source
from stations.sources.base import Feed, Licence
from voltway import checks

Check = Callable[..., Iterable[CheckMessage]]
ALL: list[Check] = [
    checks.check_data_folder,
    checks.check_site_url,
    checks.check_proxies,
    checks.check_feeds,
    checks.check_sources,
    checks.check_sqlite,
    checks.check_addresses,
]


def ids(check: Check, **given: Any) -> list[str | None]:
    found = list(check(**given))
    assert all(message.hint for message in found)
    return [message.id for message in found]


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
def test_nothing_is_wrong_with_what_is_here(check: Check) -> None:
    assert ids(check) == []


def test_a_data_folder_below_a_file_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(settings.CONFIG, "data_dir", tmp_path / "file/inside")
    assert ids(checks.check_data_folder) == ["voltway.E001"]


def test_a_data_folder_of_somebody_else_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "data_dir", tmp_path)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert ids(checks.check_data_folder) == ["voltway.E001"]


def test_a_data_folder_that_is_yet_to_be_made_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "data_dir", tmp_path / "a/b/c")
    assert ids(checks.check_data_folder) == []


@pytest.mark.parametrize(
    "address", ["https://", "https://example.org/voltway", "https://example.org?a=1", "https://me@example.org"]
)
def test_a_site_lies_at_the_root_of_a_host(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(settings.CONFIG, "site_url", address)
    assert ids(checks.check_site_url) == ["voltway.E002"]


@pytest.mark.parametrize(
    ("address", "proxies", "expected"),
    [
        ("https://example.org", 0, ["voltway.W003"]),
        ("https://example.org", 1, []),
        ("http://localhost:8000", 0, []),
    ],
)
def test_a_site_with_tls_says_how_many_proxies_stand_before_it(
    monkeypatch: pytest.MonkeyPatch, address: str, proxies: int, expected: list[str]
) -> None:
    monkeypatch.setattr(settings.CONFIG, "site_url", address)
    monkeypatch.setattr(settings.CONFIG, "proxies", proxies)
    assert ids(checks.check_proxies) == expected


@pytest.mark.parametrize(
    ("address", "mail", "expected"),
    [
        ("https://example.org", None, ["voltway.W004"]),
        ("https://example.org", SecretStr("smtp://host:25"), []),
        ("http://localhost:8000", None, []),
    ],
)
def test_a_public_site_has_a_mail_server(
    monkeypatch: pytest.MonkeyPatch, address: str, mail: SecretStr | None, expected: list[str]
) -> None:
    monkeypatch.setattr(settings.CONFIG, "site_url", address)
    monkeypatch.setattr(settings.CONFIG, "email_url", mail)
    assert ids(checks.check_mails) == expected


@pytest.mark.parametrize("name", ["map_style_url", "map_style_dark_url", "geocoder_url"])
@pytest.mark.parametrize(
    "value", ["ftp://tiles.example.org/", "tiles.example.org/style", "https:///style", "javascript:1"]
)
def test_an_address_that_is_none_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setattr(settings.CONFIG, name, value)
    (message,) = checks.check_addresses()
    assert (message.id, message.msg) == ("voltway.E005", f"{name.upper()} is no http or https address.")


@pytest.mark.parametrize("value", ["", "http://localhost:2322/api", "https://tiles.example.org/style.json"])
def test_no_address_or_a_whole_one_is_fine(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setattr(settings.CONFIG, "geocoder_url", value)
    assert ids(checks.check_addresses) == []


class Whole(Feed):
    uid = "xx-whole"
    title = publisher = homepage = attribution = "Somebody"
    licence = Licence("CC0")


class Twin(Whole):
    pass


class Bare(Feed):
    uid = "xx-bare"


@pytest.mark.parametrize(
    ("modules", "messages"),
    [
        ({"whole": [Whole]}, []),
        ({"empty": []}, ["stations/sources/feeds/empty.py defines no source."]),
        ({"bare": [Bare]}, ["stations/sources/feeds/bare.py lacks title, publisher, homepage, licence, attribution."]),
        ({"one": [Whole], "two": [Twin]}, ["stations/sources/feeds/two.py has the uid of one."]),
    ],
)
def test_a_module_that_is_no_source_is_named(
    monkeypatch: pytest.MonkeyPatch, modules: dict[str, list[type[Feed]]], messages: list[str]
) -> None:
    found = [types.SimpleNamespace(name=name) for name in modules]
    monkeypatch.setattr("pkgutil.iter_modules", lambda path: found)
    monkeypatch.setattr(checks, "_feeds_of", modules.__getitem__)
    errors = list(checks.check_feeds())
    assert [error.msg for error in errors] == messages
    assert {error.id for error in errors} <= {"voltway.E004"}


@pytest.mark.django_db
def test_stations_of_a_source_that_nobody_knows_are_a_warning() -> None:
    Source.objects.create(uid="us-afdc")
    Source.objects.create(uid="xx-gone")
    (message,) = checks.check_sources(databases=["default"])
    assert message.id == "voltway.W001" and "xx-gone" in message.msg


def test_a_database_without_tables_is_no_fault_of_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(Source.objects, "values_list", missing)
    assert ids(checks.check_sources, databases=["default"]) == []


def test_an_sqlite_without_text_search_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lacking:
        def execute(self, sql: str) -> None:
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self) -> None:
            pass

    monkeypatch.setattr("sqlite3.connect", lambda name: Lacking())
    assert ids(checks.check_sqlite) == ["voltway.E003"]


def test_an_sqlite_that_is_older_than_tested_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    assert ids(checks.check_sqlite) == ["voltway.W002"]


def test_another_database_is_not_asked_for_what_sqlite_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "connection", types.SimpleNamespace(vendor="postgresql"))
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    assert ids(checks.check_sqlite) == []
