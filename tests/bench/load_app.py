"""VoltWay as WSGI and ASGI applications with one more path, /bench/stream: a line a second, as live views will send."""

import os
import time
from collections.abc import Iterable, Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
PATH = "/bench/stream"
LINES = 120


def _lines() -> Iterator[bytes]:
    for number in range(LINES):
        yield f"data: {number}\n\n".encode()
        time.sleep(1)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """WSGI: a stream holds a thread."""
    if environ["PATH_INFO"] == PATH:
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return _lines()
    from voltway.wsgi import application as voltway

    answered: Iterable[bytes] = voltway(environ, start_response)
    return answered


async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: a stream holds a task."""
    if scope["type"] == "http" and scope["path"] == PATH:
        await _stream(send)
    elif scope["type"] == "http":
        await _voltway()(scope, receive, send)


async def _stream(send: Any) -> None:
    import asyncio

    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for number in range(LINES):
        await send({"type": "http.response.body", "body": f"data: {number}\n\n".encode(), "more_body": True})
        await asyncio.sleep(1)


_kept: list[Any] = []


def _voltway() -> Any:
    if not _kept:
        from django.core.asgi import get_asgi_application

        _kept.append(get_asgi_application())
    return _kept[0]
