"""System checks: settings and surroundings that can't work, each with an id and a hint on how to mend it.

`manage.py check` runs them, and every other command before it begins.
"""

import os
import pkgutil
import sqlite3
from collections.abc import Iterator, Sequence
from importlib import import_module
from inspect import isclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from stations.models import Source
from stations.sources import feeds
from stations.sources.base import Feed
from stations.sources.registry import known_feeds

# What the tests run with: an older one may work.
TESTED_SQLITE: Final = (3, 40)
_FACTS: Final = ("uid", "title", "publisher", "homepage", "licence", "attribution")


@register(Tags.files)
def check_data_folder(**_: Any) -> list[CheckMessage]:
    """The data folder can be written."""
    folder = settings.CONFIG.data_dir
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The data folder {folder} can't be written.",
            hint="Give VOLTWAY_DATA_DIR a folder that this user may write, or change the folder's owner.",
            id="voltway.E001",
        )
    ]


@register(Tags.urls)
def check_site_url(**_: Any) -> list[CheckMessage]:
    """SITE_URL is an address of a site, not of a page."""
    parts = urlsplit(settings.CONFIG.site_url)
    if parts.hostname and not (parts.path or parts.query or parts.fragment or parts.username):
        return []
    return [
        Error(
            "SITE_URL must be scheme, host and port alone.",
            hint="Such as https://charging.example.org; VoltWay serves from the root of a host.",
            id="voltway.E002",
        )
    ]


@register(Tags.security, deploy=True)
def check_proxies(**_: Any) -> list[CheckMessage]:
    """A site with TLS knows of the proxy that ends it: VoltWay itself speaks plain HTTP."""
    if settings.CONFIG.proxies or urlsplit(settings.CONFIG.site_url).scheme != "https":
        return []
    return [
        Warning(
            "SITE_URL is https and PROXIES is 0: all visitors are taken for the one proxy that ends TLS.",
            hint="Set PROXIES to the number of proxies before VoltWay, 1 for nginx alone.",
            id="voltway.W003",
        )
    ]


@register(Tags.security, deploy=True)
def check_mails(**_: Any) -> list[CheckMessage]:
    """A public site has a mail server: links that confirm an address are not to be read in a log."""
    if settings.CONFIG.email_url or urlsplit(settings.CONFIG.site_url).scheme != "https":
        return []
    return [
        Warning(
            "SITE_URL is https and EMAIL_URL is empty: mails are printed, and nobody can sign up.",
            hint="Set EMAIL_URL to a mail server, such as smtp://user:password@host:587.",
            id="voltway.W004",
        )
    ]


@register
def check_feeds(**_: Any) -> Iterator[CheckMessage]:
    """Every module in the folder of sources holds sources, complete and once."""
    seen: dict[str, str] = {}
    for module in pkgutil.iter_modules(feeds.__path__):
        found = _feeds_of(module.name)
        if not found:
            yield _feed_error(module.name, "defines no source", "A source is a subclass of a family with its facts.")
        for feed in found:
            missing = ", ".join(fact for fact in _FACTS if not hasattr(feed, fact))
            if missing:
                yield _feed_error(module.name, f"lacks {missing}", "stations/sources/base.py says what each is.")
            elif feed.uid in seen:
                yield _feed_error(module.name, f"has the uid of {seen[feed.uid]}", "Give each source a uid of its own.")
            else:
                seen[feed.uid] = module.name


@register(Tags.database)
def check_sources(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every source with stations in the database is known: its licence and name stand in its module."""
    if not databases:
        return []
    try:
        unknown = sorted(set(Source.objects.values_list("uid", flat=True)) - known_feeds().keys())
    except DatabaseError:
        # Not migrated yet.
        return []
    return [
        Warning(
            f"The database holds stations of {uid}, which no module in stations/sources/feeds/ describes.",
            hint="Bring its module back, or remove the source: its licence can't be shown.",
            id="voltway.W001",
        )
        for uid in unknown
    ]


@register(Tags.compatibility)
def check_sqlite(**_: Any) -> Iterator[CheckMessage]:
    """SQLite can do what the embedded default asks of it."""
    if connection.vendor != "sqlite":
        return
    if not has_fts5():
        yield Error(
            "This Python's SQLite has no FTS5, which text search needs.",
            hint="Use a Python whose SQLite is built with it, such as Debian's.",
            id="voltway.E003",
        )
    if sqlite3.sqlite_version_info < TESTED_SQLITE:
        yield Warning(
            f"SQLite {sqlite3.sqlite_version} is older than what VoltWay is tested with.",
            hint=f"Use a Python with SQLite {'.'.join(map(str, TESTED_SQLITE))} or newer.",
            id="voltway.W002",
        )


@register(Tags.urls)
def check_addresses(**_: Any) -> list[CheckMessage]:
    """Addresses of map styles and of the geocoder are http addresses, or empty."""
    return [
        Error(
            f"{name.upper()} is no http or https address.",
            hint="Give a whole address, or leave it empty to do without.",
            id="voltway.E005",
        )
        for name in ("map_style_url", "map_style_dark_url", "geocoder_url")
        if (value := getattr(settings.CONFIG, name)) and not _is_http(value)
    ]


def has_fts5() -> bool:
    """Whether SQLite has the module for text search."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute("CREATE VIRTUAL TABLE word USING fts5 (text)")
    except sqlite3.OperationalError:
        return False
    finally:
        memory.close()
    return True


def _feeds_of(module_name: str) -> list[type[Feed]]:
    module = import_module(f"{feeds.__name__}.{module_name}")
    return [
        value
        for value in vars(module).values()
        if isclass(value) and issubclass(value, Feed) and value.__module__ == module.__name__
    ]


def _feed_error(module: str, fault: str, hint: str) -> Error:
    return Error(f"stations/sources/feeds/{module}.py {fault}.", hint=hint, id="voltway.E004")


def _is_http(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
