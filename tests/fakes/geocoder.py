"""A geocoder on loopback that answers as Photon or Nominatim do, or misbehaves as it is told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [9.1, 48.3]},
            "properties": {"name": "Hinterdorf", "state": "Baden", "country": "Germany", "countrycode": "DE"},
        }
    ],
}
NOMINATIM = [
    {
        "lat": "48.3",
        "lon": "9.1",
        "name": "Hinterdorf",
        "display_name": "Hinterdorf, Baden, Germany",
        "address": {"village": "Hinterdorf", "state": "Baden", "country": "Germany", "country_code": "de"},
    }
]


class FakeGeocoder(ThreadingHTTPServer):
    """What it answers, how, and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Any = PHOTON
        self.status = 200
        self.delay_s = 0.0
        self.asked: list[tuple[str, dict[str, list[str]]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeGeocoder

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append((parts.path, parse_qs(parts.query)))
        time.sleep(self.server.delay_s)
        answer = self.server.answer
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def geocoder() -> Iterator[FakeGeocoder]:
    """A running one."""
    with FakeGeocoder() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
