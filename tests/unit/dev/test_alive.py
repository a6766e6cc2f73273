"""The health check of a container: it asks as the proxy would, and believes only a 200."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tools.alive import alive
from tools.services import free_port


class Site(BaseHTTPRequestHandler):
    """As VoltWay behind TLS: another name is refused, plain requests are redirected."""

    def do_GET(self) -> None:
        fits = self.headers["Host"] == "charging.example.org"
        self.send_response(400 if not fits else 200 if self.headers["X-Forwarded-Proto"] == "https" else 301)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("site", "lives"),
    [("https://charging.example.org", True), ("http://charging.example.org", False), ("https://other.example", False)],
)
def test_only_a_200_is_a_sign_of_life(port: int, site: str, lives: bool) -> None:
    assert alive(port, site) is lives


def test_nobody_there_is_no_life() -> None:
    assert alive(free_port(), "http://localhost") is False
