"""Every setting that the environment may give, typed. A wrong value names its variable.

A fresh clone runs with none of them set. `docs/settings.md` lists them for operators.
"""

import secrets
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Config(BaseSettings):
    """Settings from the environment, or from a `.env` file beside manage.py."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True)

    # Where the database, staged files and static files lie.
    data_dir: Path = Field(ROOT / "var", validation_alias="VOLTWAY_DATA_DIR")
    # Address under which the site is reached; the first allowed host and the base of canonical links.
    site_url: str = "http://localhost:8000"
    # Further host names, separated by commas.
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    # Made and kept in the data folder when not given.
    secret_key: SecretStr | None = None
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
    # Country whose charging stations are fetched from OpenStreetMap (ISO 3166-1 alpha-2).
    osm_country: str = Field("LU", pattern="^[A-Za-z]{2}$")
    # Days for which superseded raw records are kept, so that runs can be undone.
    record_retention_days: int = Field(90, ge=1)
    # A whole feed that shrinks by more than this share is held back for a person.
    shrink_limit: float = Field(0.2, gt=0, lt=1)
    # Errors go to Sentry when this is set.
    sentry_dsn: str = ""

    @field_validator("site_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    def key_for_signing(self) -> str:
        """The secret key: as given, else kept in the data folder (owner-readable only)."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        path = self.data_dir / "secret_key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text()
