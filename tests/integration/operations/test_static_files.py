"""Static files as the server itself sends them where no nginx is in front: hashed, compressed, kept for ever."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import RequestFactory
from django.test.utils import override_settings
from whitenoise import WhiteNoise


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What collectstatic makes of a small folder."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("target")
    (source / "site.css").write_text(".a { color: red }\n" * 200)
    (source / "font.woff2").write_bytes(bytes(range(256)) * 20)
    storages = {"staticfiles": {"BACKEND": "voltway.static_files.CollectedStaticFiles"}}
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(
        STATIC_ROOT=target, STATICFILES_DIRS=[source], STORAGES=storages, STATICFILES_FINDERS=finders
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    yield target


def answer(folder: Path, name: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of WhiteNoise's answer."""
    server = WhiteNoise(lambda *_: [b""], root=str(folder), prefix="static/", immutable_file_test=r"\.[0-9a-f]{12}\.")
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        said.update(status=status, headers=dict(headers))

    environ = RequestFactory().get(f"/static/{name}", headers=headers).environ
    with closing(server(environ, start)) as answered:
        body = b"".join(answered)
    return said["status"], said["headers"], body


def named(folder: Path, pattern: str) -> str:
    (found,) = folder.glob(pattern)
    return found.name


def test_text_comes_compressed_to_whoever_can_unpack_it(collected: Path) -> None:
    name = named(collected, "site.????????????.css")
    status, headers, body = answer(collected, name, accept_encoding="gzip, br")
    assert (status, headers["Content-Encoding"], headers["Vary"]) == ("200 OK", "gzip", "Accept-Encoding")
    assert gzip.decompress(body) == (collected / name).read_bytes()
    assert len(body) < 200


def test_others_get_it_plain_and_caches_are_told_that_there_are_two(collected: Path) -> None:
    _, headers, body = answer(collected, named(collected, "site.????????????.css"))
    assert "Content-Encoding" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert body.startswith(b".a { color: red }")


def test_what_is_compressed_already_is_left_alone(collected: Path) -> None:
    name = named(collected, "font.????????????.woff2")
    _, headers, body = answer(collected, name, accept_encoding="gzip")
    assert "Content-Encoding" not in headers
    assert "Vary" not in headers
    assert len(body) == 5120
    assert not list(collected.glob("*.woff2.gz"))


def test_a_hashed_name_is_kept_for_ever_and_another_is_not(collected: Path) -> None:
    hashed = answer(collected, named(collected, "site.????????????.css"))[1]["Cache-Control"]
    plain = answer(collected, "site.css")[1]["Cache-Control"]
    assert "immutable" in hashed
    assert "immutable" not in plain


def test_nothing_is_collected_that_no_page_loads() -> None:
    patterns = apps.get_app_config("staticfiles").ignore_patterns  # type: ignore[attr-defined]
    assert {"redoc", "rest_framework"} <= set(patterns)
