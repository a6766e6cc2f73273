"""Every setting that the environment may give, typed. A wrong value names its variable.

A fresh clone runs with none of them set. `docs/settings.md` lists them for operators.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from voltway.observability.logs import Format

ROOT = Path(__file__).resolve().parent.parent
# Settings that mean something when they are empty: no online basemap, no geocoder, no error reports.
MAY_BE_EMPTY: Final = frozenset(
    {"map_style_url", "map_style_dark_url", "geocoder_url", "redis_url", "sentry_dsn", "metrics_allow"}
)


class WrongSetting(Exception):
    """Settings that can't be used: a line for each, naming its variable."""


class Config(BaseSettings):
    """Settings from the environment, or from a `.env` file beside manage.py."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore")

    # Where the database, staged files and static files lie; a relative path begins beside manage.py.
    data_dir: Path = Field(ROOT / "var", validation_alias="VOLTWAY_DATA_DIR")
    # Where static files are collected, from the data folder on.
    static_dir: Path = Path("static")
    # Empty: SQLite in the data folder. Else the address of a PostgreSQL database, with libpq's options as its query.
    database_url: SecretStr | None = None
    # Connections that one process keeps to it at most, and seconds after which it gives a statement of a request up.
    database_pool_size: int = Field(16, ge=1)
    database_statement_timeout: float = Field(20, gt=0)
    # Address under which the site is reached; the first allowed host and the base of canonical links.
    site_url: str = "http://localhost:8000"
    # Further host names, separated by commas.
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    # Made and kept in the data folder when not given.
    secret_key: SecretStr | None = None
    # Shows errors with their code: for developers only.
    debug: bool = False
    # Basemap: an online MapLibre style (light, dark). Empty: our own offline basemap only.
    map_style_url: str = "https://tiles.openfreemap.org/styles/positron"
    map_style_dark_url: str = "https://tiles.openfreemap.org/styles/dark"
    # Place search: empty uses the offline gazetteer; else the address of a Photon or Nominatim server.
    geocoder_url: str = ""
    # How VoltWay names itself to the sources that it fetches.
    user_agent: str = "VoltWay/0.1 (+https://github.com/voltway/voltway)"
    # Keys that sources hand out on request.
    afdc_api_key: SecretStr | None = None
    ocm_api_key: SecretStr | None = None
    # ISO 3166-1 alpha-2 code of the country that is asked of OpenStreetMap.
    osm_country: str = Field("LU", pattern="^[A-Za-z]{2}$")
    # Days for which superseded raw records are kept, so that runs can be undone.
    record_retention_days: int = Field(90, ge=1)
    # A whole feed that shrinks by more than this share is held back for a person.
    shrink_limit: float = Field(0.2, gt=0, lt=1)
    # Redis or Valkey: queue of jobs, shared cache and counters. Empty: `./dev run` starts a Valkey of its own.
    redis_url: str = ""
    # Megabytes of each process's memory for answers, tiles and counts that are kept.
    cache_memory_mb: int = Field(64, ge=1)
    # Megabytes of its own memory above which a process says so in the log.
    memory_threshold_mb: int = Field(600, ge=1)
    # Reverse proxies in front, each of which adds the address that asked it to X-Forwarded-For.
    proxies: int = Field(0, ge=0, le=5)
    # Requests a minute of one address: to the API without a key, and to the site's pages and tiles.
    anonymous_rate: int = Field(30, ge=1)
    site_rate: int = Field(3_000, ge=1)
    # Days for which the file of an export is kept, and hours for which a link to it is good.
    export_keep_days: int = Field(7, ge=1)
    export_link_hours: int = Field(24, ge=1)
    # Exports that may wait or run at a time: of one address, and of all.
    exports_per_address: int = Field(2, ge=1)
    exports_in_all: int = Field(20, ge=1)
    # MiB of the disk that exports leave free, for the database beside them.
    export_reserve: int = Field(500, ge=0)
    # Seconds after which a job whose worker was not heard of is given to another.
    job_lease: float = Field(20.0, gt=0)
    # Days for which jobs that are over are kept, so that one can look into them.
    job_retention_days: int = Field(30, ge=1)
    # Days for which each event of the site's use is kept; after that there are only sums.
    event_retention_days: int = Field(90, ge=1)
    # Different events that one process holds until they are written; more are dropped, and counted.
    event_buffer: int = Field(10_000, ge=100)
    # Errors go to Sentry when this is set.
    sentry_dsn: str = ""
    # Least weight of what is logged; how lines look; where the files lie, from the data folder on.
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Format = Format.AUTO
    log_dir: Path = Path("logs")
    # Seconds after which a request is logged as slow.
    slow_request_threshold: float = Field(1.0, gt=0)
    # Addresses and networks that may read /metrics directly, and a key for whoever asks from elsewhere.
    metrics_allow: str = "127.0.0.1,::1"
    metrics_token: SecretStr | None = None
    # Free space on the disk below which health is degraded.
    disk_low_mb: int = Field(500, ge=0)
    # Server that sends mails: smtp:// (with STARTTLS; `?tls=0` without) or smtps://. Empty: mails are printed.
    email_url: SecretStr | None = None
    # Sender of mails.
    email_from: str = "VoltWay <noreply@localhost>"
    # Seconds after which a mail server that says nothing is given up.
    email_timeout: float = Field(10.0, gt=0)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {name: value for name, value in given.items() if value != "" or name.lower() in MAY_BE_EMPTY}

    @field_validator("data_dir")
    @classmethod
    def _beside_manage_py(cls, value: Path) -> Path:
        return ROOT / value.expanduser()

    @field_validator("database_url")
    @classmethod
    def _names_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _parts_of(value.get_secret_value()).get("dbname"):
            raise ValueError("must be postgresql://user:password@host:5432/name, or empty for the embedded SQLite")
        return value

    @field_validator("redis_url")
    @classmethod
    def _names_redis(cls, value: str) -> str:
        if value and not _is_redis(value):
            raise ValueError("must be redis://host:6379/0, rediss://… or unix://…, or empty")
        return value

    @field_validator("email_url")
    @classmethod
    def _names_a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _is_mail_server(value.get_secret_value()):
            raise ValueError("must be smtp://user:password@host:587 or smtps://…, or empty to print mails")
        return value

    @field_validator("metrics_allow")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            ip_network(part)
        return value

    @field_validator("site_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    def database_parts(self) -> dict[str, str]:
        """The parts of `database_url` by libpq's names, such as dbname, host and sslmode; empty without one."""
        return _parts_of(self.database_url.get_secret_value()) if self.database_url else {}

    @property
    def log_folder(self) -> Path:
        return self.data_dir / self.log_dir.expanduser()

    def secrets(self) -> list[str]:
        """Every key and password among the settings."""
        given = [getattr(self, name) for name in type(self).model_fields]
        words = [value.get_secret_value() for value in given if isinstance(value, SecretStr)]
        passwords = [urlsplit(word).password or "" for word in [*words, self.sentry_dsn, self.redis_url]]
        return [*words, *passwords, *map(unquote, passwords)]

    def key_for_signing(self) -> str:
        """The secret key: as given, else kept in the data folder (owner-readable only). Raises WrongSetting."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        path = self.data_dir / "secret_key"
        try:
            if not path.exists():
                self.data_dir.mkdir(parents=True, exist_ok=True)
                _keep(secrets.token_urlsafe(50), path)
            return path.read_text()
        except OSError as error:
            raise WrongSetting(f"{variable('data_dir')}: {error.filename}: {error.strerror}") from error


def load() -> Config:
    """The settings of this process. Raises WrongSetting."""
    try:
        return Config()
    except ValidationError as error:
        raise WrongSetting("\n".join(map(_line, error.errors(include_url=False)))) from None


def variable(field: str) -> str:
    """The environment variable that gives a setting."""
    alias = Config.model_fields[field].validation_alias
    return str(alias) if alias else field.upper()


def _parts_of(address: str) -> dict[str, str]:
    """A PostgreSQL address taken apart by libpq itself; empty when it is none."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not address.startswith(("postgresql://", "postgres://")):
        return {}
    try:
        return {name: str(value) for name, value in conninfo_to_dict(address).items()}
    except ProgrammingError:
        # What it says may repeat the password.
        return {}


def _is_redis(address: str) -> bool:
    from redis.connection import parse_url

    try:
        told: dict[str, Any] = parse_url(address)  # type: ignore[no-untyped-call]
    except ValueError:
        return False
    # A host alone is none of a server in the network.
    return bool(told.get("host") or told.get("path"))


def _is_mail_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 — raises for what is none
    except ValueError:
        return False
    return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.query in ("", "tls=0", "tls=1")


def _line(error: Any) -> str:
    # What was given is not repeated: it may be a key.
    name = str(error["loc"][0]) if error["loc"] else "settings"
    return f"{name if name.isupper() else name.upper()}: {error['msg'].removeprefix('Value error, ')}"


def _keep(text: str, path: Path) -> None:
    """Write a file that only its owner may read, whole or not at all; one that another process wrote first stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    except OSError:
        # A file system without links: what two processes write in the same moment, the later one wins.
        Path(name).replace(path)
    Path(name).unlink(missing_ok=True)
