"""deploy/nginx/voltway.conf, as it stands, before a server that says what it was sent."""

import gzip
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools.environment import apt_install
from tools.services import free_port

CONFIGURATION = Path(__file__).resolve().parents[3] / "deploy/nginx/voltway.conf"
HOST = "charging.example.org"


class Echo(BaseHTTPRequestHandler):
    """Answers with the request's path and headers; tiles may be kept for a minute."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        received = len(self.rfile.read(length))
        body = json.dumps({"path": self.path, "headers": dict(self.headers), "received": received}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path.startswith("/api/v2/tiles"):
            self.send_header("Cache-Control", "public, max-age=60")
            self.send_header("Vary", "Accept, Accept-Encoding")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def program() -> str:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    found = shutil.which("nginx", path=path)
    if not found and apt_install("nginx-light"):
        found = shutil.which("nginx", path=path)
    if not found:
        pytest.skip("no nginx, and no root to install it: apt install nginx-light")
    return found


def certificate(folder: Path) -> None:
    folder.mkdir()
    names = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"), "-subj", f"/CN={HOST}"]
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run([*make, *names], check=True, capture_output=True)


class Front:
    """nginx with our configuration, its ports and folders moved to where a test may have them."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        certificate(folder / "tls")
        for name in ("cache", "log", "static", "body"):
            (folder / name).mkdir()
        text = CONFIGURATION.read_text()
        for before, after in {
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "listen [::]:80;": "",
            "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "/etc/voltway/tls": str(folder / "tls"),
            "/var/cache/nginx/voltway": str(folder / "cache"),
            "/var/log/nginx": str(folder / "log"),
            "/var/lib/voltway/static": str(folder / "static"),
        }.items():
            assert before in text, before
            text = text.replace(before, after)
        (folder / "voltway.conf").write_text(text)
        own = "user root;" if os.geteuid() == 0 else ""
        http_part = (
            f"include /etc/nginx/mime.types; client_body_temp_path {folder}/body; include {folder}/voltway.conf;"
        )
        (folder / "nginx.conf").write_text(
            f"{own} daemon off; pid {folder}/pid; error_log {folder}/log/start; events {{}} http {{ {http_part} }}"
        )

    def command(self, *more: str) -> list[str]:
        return [program(), "-e", str(self.folder / "log/start"), "-c", str(self.folder / "nginx.conf"), *more]

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer over TLS."""
        trusting = ssl.create_default_context(cafile=str(self.folder / "tls/fullchain.pem"))
        trusting.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=trusting)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers={"Host": HOST, **named})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def upstream() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def front(upstream: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    made = Front(tmp_path_factory.mktemp("nginx"), upstream.server_address[1])
    process = subprocess.Popen(made.command())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", made.port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield made
    process.terminate()
    process.wait(timeout=20)


def sent(front: Front, path: str = "/", **headers: str) -> dict[str, str]:
    status, _, body = front.ask(path, method="GET", body=None, **headers)
    assert status == 200
    return {name.lower(): value for name, value in json.loads(body)["headers"].items()}


def test_nginx_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    done = subprocess.run(Front(tmp_path, 8000).command("-t"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_what_a_client_says_of_its_way_here_is_written_anew(front: Front) -> None:
    headers = sent(
        front, X_Forwarded_For="198.51.100.7", X_Real_IP="198.51.100.7", X_Forwarded_Proto="http",
        X_Forwarded_Host="evil.example", X_Original_URL="/admin/", Forwarded="for=198.51.100.7", Proxy="http://evil",
        X_Request_ID="chosen-by-me",
    )  # fmt: skip
    assert (headers["x-forwarded-for"], headers["x-real-ip"]) == ("127.0.0.1", "127.0.0.1")
    assert (headers["x-forwarded-proto"], headers["host"]) == ("https", HOST)
    assert len(headers["x-request-id"]) == 32
    gone = {"x-forwarded-host", "x-original-url", "x-rewrite-url", "forwarded", "proxy", "x-forwarded-port"}
    assert gone & set(headers) == set()


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/accounts/login/", 1_000_000, 200),
        ("/accounts/login/", 1_100_000, 413),
        ("/api/v2/stations/bulk/", 3_000_000, 200),
        ("/api/v1/stations/bulk", 3_000_000, 200),
        ("/stations/bulk", 3_000_000, 200),
        ("/api/v2/stations/bulk/x", 3_000_000, 413),
    ],
)
def test_bodies_are_capped(front: Front, path: str, size: int, status: int) -> None:
    assert front.ask(path, method="POST", body=b"x" * size)[0] == status


def test_a_tile_is_asked_for_once_whatever_the_browser_can_unpack(front: Front) -> None:
    before = len(Echo.asked)
    path = "/api/v2/tiles/5/1/2.mvt?connector=ccs"
    answers = [
        front.ask(path, Accept_Encoding=given) for given in ("gzip, br", "gzip;q=1.0, deflate", "br, gzip, zstd")
    ]
    assert [headers["X-Cache-Status"] for _, headers, _ in answers] == ["MISS", "HIT", "HIT"]
    assert Echo.asked[before:] == [path]


def test_nobodys_cookie_or_key_reaches_a_cached_answer(front: Front) -> None:
    headers = sent(front, "/api/v2/tiles/6/1/2.mvt", Cookie="sessionid=secret", Authorization="Bearer secret")
    assert {"cookie", "authorization"} & set(headers) == set()


def test_pages_are_not_cached_and_keep_their_cookie(front: Front) -> None:
    assert sent(front, "/stations/", Cookie="sessionid=mine")["cookie"] == "sessionid=mine"
    assert "X-Cache-Status" not in front.ask("/stations/")[1]


def test_metrics_are_not_for_the_world(front: Front) -> None:
    assert front.ask("/metrics")[0] == 404


def test_collected_files_come_compressed_and_are_kept_for_ever(front: Front) -> None:
    static = front.folder / "static"
    (static / "site.0123456789ab.css").write_text("body {}")
    (static / "site.0123456789ab.css.gz").write_bytes(gzip.compress(b"body {}"))
    status, headers, body = front.ask("/static/site.0123456789ab.css", Accept_Encoding="gzip")
    assert (status, gzip.decompress(body), headers["Content-Encoding"]) == (200, b"body {}", "gzip")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/static../nginx.conf", "/static/../nginx.conf", "/static/..%2fnginx.conf"])
def test_no_path_leads_out_of_the_folder_of_static_files(front: Front, path: str) -> None:
    assert b"daemon off" not in front.ask(path)[2]


def test_plain_http_leads_to_https(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=20)
    connection.request("GET", "/stations/?q=1", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/stations/?q=1")
    connection.close()


def test_the_log_tells_neither_where_somebody_looked_nor_who_it_was(front: Front) -> None:
    front.ask("/stations/?lat=51.50735&lon=-0.12776", Referer="https://charging.example.org/?lat=51.50735")
    written = (front.folder / "log/voltway.log").read_text()
    assert '127.0.0.0 "GET /stations/" 200' in written
    assert "51.5" not in written
    assert "127.0.0.1" not in written


def test_while_voltway_is_away_people_are_asked_to_come_back(tmp_path: Path) -> None:
    away = Front(tmp_path, free_port())
    process = subprocess.Popen(away.command())
    try:
        for _ in range(200):
            try:
                status, headers, body = away.ask("/")
                break
            except OSError:
                time.sleep(0.05)
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
        assert b"try again" in body
    finally:
        process.terminate()
        process.wait(timeout=20)
