"""Whether the server on this machine's port answers /livez: exit code 0 or 1, for a container's health check."""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit

TIMEOUT_S = 4


def alive(port: int, site: str) -> bool:
    """Asks as the proxy before it would, by the name of the site, which is always allowed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    parts = urlsplit(site)
    try:
        connection.request("GET", "/livez", headers={"Host": parts.netloc, "X-Forwarded-Proto": parts.scheme})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    site = os.environ.get("SITE_URL") or "http://localhost:8000"
    sys.exit(0 if alive(int(os.environ.get("PORT") or "8000"), site) else 1)
