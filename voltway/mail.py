"""The mail server that `EMAIL_URL` names."""

from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"smtp": 587, "smtps": 465}


class MailServer(NamedTuple):
    """What Django needs to reach one. `starttls`: begins in the clear; `tls`: never does."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def server(address: str) -> MailServer:
    """The server of an address such as smtp://user:password@host:587 or smtps://host."""
    parts = urlsplit(address)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parts.query != "tls=0",
        tls=parts.scheme == "smtps",
    )
