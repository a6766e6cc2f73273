"""Fixtures of the pages' tests: the small world, and answers read as text."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stations.documents import catalogue
from tests.fakes import norwich
from voltway.lib import caching

Read = Callable[..., str]


@pytest.fixture
def clean(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Static files without a list of hashed names, a folder of our own, and nothing kept from another test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CONFIG = settings.CONFIG.model_copy(update={"data_dir": tmp_path})
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = "https://volt.example"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    caching.clear()
    monkeypatch.setattr(catalogue, "_latest", catalogue.Catalogue(-1, -1))


@pytest.fixture
def world(clean: None, db: None, tmp_path: Path) -> None:
    """Six stations around Norwich."""
    norwich.load(tmp_path, timezone.now())


@pytest.fixture
def read(client: Client) -> Read:
    """Get a page and give its text without markup."""

    def text_of(address: str, status: int = 200, **headers: str) -> str:
        answer = client.get(address, headers=headers)
        assert answer.status_code == status, answer.content[:400]
        words = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
        return " ".join(html.unescape(words).split())

    return text_of
