"""Fixtures of the accounts' tests: quick hashes, mails that are kept, counters at zero."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from accounts.models import User
from tests.people import person


@pytest.fixture(autouse=True)
def surroundings(settings: Settings, db: None, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def alice() -> User:
    return person("alice@voltway.example")
