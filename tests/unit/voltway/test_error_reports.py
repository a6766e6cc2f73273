"""Errors leave the machine only where an operator says where to, and without what is nobody's business."""

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = "import django; django.setup(); import sentry_sdk; print(sentry_sdk.get_client().is_active())"
# A request that fails with canaries in its address, headers, cookies, body, variables, words, breadcrumbs and user.
CRASH = """
import io
import logging
import sys
import django
django.setup()
import sentry_sdk
from django.conf import settings
from django.http import HttpRequest
from django.core.wsgi import get_wsgi_application
from django.urls import path

def crash(request):
    password = "canary-password"
    headers = {"Authorization": "Bearer canary-authorization", "plain": "kept-plain"}
    url = "https://feed.example/?api_key=canary-apikey&limit=5"
    email = "canary-local@example.org"
    near = (52.520008, 13.404954)
    known = settings.CONFIG.ocm_api_key.get_secret_value()
    logging.getLogger("stations").warning("feed.asked", extra={"url": url, "lat": 48.137154, "mail": email})
    sentry_sdk.add_breadcrumb(message="to canary-crumb@example.org", data={"token": "canary-crumb-token"})
    user = {"id": 7, "email": "canary-user@example.org", "ip_address": "192.0.2.77", "username": "canary-name"}
    sentry_sdk.set_user(user)
    raise RuntimeError(f"no answer for canary-words@example.org at 48.858370 with key {known}")

class Urls:
    urlpatterns = [path("crash/", crash, name="crash"), path("api/crash/", crash, name="api-crash")]
    handler500 = "voltway.errors.broken"

settings.ROOT_URLCONF = Urls
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csrf" not in name.lower() and "whitenoise" not in name]
application = get_wsgi_application()
body = b"text=canary-body"
for address in ("/crash/", "/api/crash/"):
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": address, "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
        "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "QUERY_STRING": "lat=51.507351&q=canary-query&email=canary-q@example.org", "REMOTE_ADDR": "192.0.2.79",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_COOKIE": "sessionid=canary-session",
        "HTTP_X_API_KEY": "canary-header", "HTTP_X_FORWARDED_FOR": "192.0.2.78", "HTTP_USER_AGENT": "kept-agent",
        "HTTP_REFERER": "https://x.example/?q=canary-referer", "HTTP_X_REQUEST_ID": "kept-request-id",
        "wsgi.errors": sys.stderr,
    }
    told = []
    b"".join(application(environ, lambda status, headers: told.append(status)))
    assert told[0].startswith("500"), told
sentry_sdk.flush(20)
"""
PRECISE = ("52.520", "13.404", "48.137", "48.858", "51.507")


class _Sentry(BaseHTTPRequestHandler):
    """A server that keeps what it is sent."""

    envelopes: list[bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.envelopes.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def envelopes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[bytes]]:
    """What reached the server of error reports after two crashes, of a page and of the API."""
    kept: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (_Sentry,), {"envelopes": kept}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    dsn = f"http://canarydsn@127.0.0.1:{server.server_port}/1"
    given = {"SENTRY_DSN": dsn, "OCM_API_KEY": "canary-own-key"}
    _run(CRASH, tmp_path_factory.mktemp("data"), **given)
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


def _run(script: str, folder: Path, **given: str) -> str:
    environment = os.environ | {"VOLTWAY_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "voltway.settings", **given}
    asked = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert asked.returncode == 0, asked.stderr
    assert [word for word in ("canary", *PRECISE) if word in asked.stderr] == []
    return asked.stdout.strip()


@pytest.mark.parametrize(("dsn", "active"), [("", "False"), ("https://key@127.0.0.1:9/1", "True")])
def test_errors_are_reported_only_where_an_address_is_set(tmp_path: Path, dsn: str, active: str) -> None:
    assert _run(ASK, tmp_path, SENTRY_DSN=dsn) == active


def events(envelopes: list[bytes]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for envelope in envelopes for line in envelope.splitlines() if line.startswith(b"{")]
    return [line for line in lines if "exception" in line]


def test_a_crash_of_a_page_and_of_the_api_are_each_reported_once(envelopes: list[bytes]) -> None:
    found = events(envelopes)
    assert len(found) == 2
    assert {event["exception"]["values"][-1]["type"] for event in found} == {"RuntimeError"}


def test_no_secret_mail_or_exact_position_is_in_a_report(envelopes: list[bytes]) -> None:
    sent = b"\n".join(envelopes).decode()
    assert [word for word in (*PRECISE, "192.0.2") if word in sent] == []
    lines = sent.replace("canarydsn", "").replace(CRASH, "")
    found = {word.split('"')[0][:30] for word in lines.split("canary")[1:]}
    assert found == set()


def test_what_helps_to_find_the_fault_is_there(envelopes: list[bytes]) -> None:
    for event in events(envelopes):
        frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
        variables = next(frame["vars"] for frame in frames if frame["function"] == "crash")
        assert variables["headers"]["plain"] == "'kept-plain'"
        assert variables["near"] == ["52.52", "13.40"]
        assert event["request"]["url"].endswith("/crash/")
        assert event["request"]["headers"]["User-Agent"] == "kept-agent"
        assert event["user"] == {"id": 7}
        assert "at 48.85 with key [secret]" in event["exception"]["values"][-1]["value"]
