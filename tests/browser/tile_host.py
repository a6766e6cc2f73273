"""A host of an online basemap on loopback, well or ill: a style, the description of its tiles, and tiles."""

import json
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Health(StrEnum):
    """How the host is."""

    WELL = "well"
    # Takes the connection and never answers.
    SILENT = "silent"
    # Answers every request with 503.
    DOWN = "down"
    # Has the style, but no tile of it.
    NO_TILES = "no tiles"
    # Has the first tile that is asked for, and fails from then on.
    BREAKS_LATER = "breaks later"


class TileHost:
    """Start it as a context; set `health` before a page is opened."""

    def __init__(self) -> None:
        self.health = Health.WELL
        self.tiles_sent = 0
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request as the host's health lets it."""
        if self.health is Health.SILENT:
            self.over.wait(60)
            return
        path = request.path
        if self.health is Health.DOWN:
            self._send(request, 503, b"")
        elif path == "/style":
            self._send(request, 200, json.dumps(self._style()).encode())
        elif path == "/tiles.json":
            self._send(request, 200, json.dumps(self._description()).encode())
        else:
            self._send_tile(request)

    def _send_tile(self, request: BaseHTTPRequestHandler) -> None:
        self.tiles_sent += 1
        broken = self.health is Health.BREAKS_LATER and self.tiles_sent > 1
        status = 404 if self.health is Health.NO_TILES else 500 if broken else 200
        # No byte is a vector tile too: one without layers.
        self._send(request, status, b"")

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        request.send_response(status)
        request.send_header("Access-Control-Allow-Origin", "*")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _style(self) -> dict[str, Any]:
        land = {"id": "land", "type": "fill", "source": "world", "source-layer": "land"}
        ground = {"id": "ground", "type": "background", "paint": {"background-color": "#cde"}}
        return {
            "version": 8,
            "sources": {"world": {"type": "vector", "url": f"{self.url}/tiles.json"}},
            "layers": [ground, land],
        }

    def _description(self) -> dict[str, Any]:
        return {"tilejson": "3.0.0", "tiles": [f"{self.url}/{{z}}/{{x}}/{{y}}.pbf"], "minzoom": 0, "maxzoom": 14}
