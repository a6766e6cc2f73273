"""deploy/nginx/voltway.conf, as it stands, before a server that says what it was sent."""

import gzip
import http.client
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from accounts.favourites.files import MAX_BYTES
from stations.api.bulk import MAX_BYTES as BULK_BYTES
from tests.fakes.nginx import CONFIGURATION, HOST, Front, program
from tools.services import free_port
from voltway.lib.pictures import MAX_BYTES as PHOTO_BYTES
from voltway.lib.problems import MEDIA_TYPE, TooLarge


class Echo(BaseHTTPRequestHandler):
    """Answers with the request's path and headers; tiles may be kept for a minute."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        received = len(self.rfile.read(length))
        if self.path.startswith("/dies") and self.asked.count(self.path) == 1:
            self.close_connection = True
            return
        body = json.dumps({"path": self.path, "headers": dict(self.headers), "received": received}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path.startswith("/api/v2/tiles"):
            self.send_header("Cache-Control", "public, max-age=60")
            self.send_header("Vary", "Accept, Accept-Encoding, Origin")
            if "Origin" in self.headers:
                self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_POST = do_HEAD = do_GET

    def log_message(self, *_: Any) -> None:
        """Nothing."""


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
def nginx() -> None:
    if not program():
        pytest.skip("no nginx, and no root to install it: apt install nginx-light")


@pytest.fixture(scope="module")
def front(nginx: None, upstream: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    made = Front(tmp_path_factory.mktemp("nginx"), upstream.server_address[1])
    with made.running():
        yield made


def sent(front: Front, path: str = "/", **headers: str) -> dict[str, str]:
    status, _, body = front.ask(path, method="GET", body=None, **headers)
    assert status == 200
    return {name.lower(): value for name, value in json.loads(body)["headers"].items()}


def test_nginx_finds_nothing_wrong_with_it(nginx: None, tmp_path: Path) -> None:
    done = subprocess.run(Front(tmp_path, 8000).command("-t"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_the_cache_lies_where_debians_nginx_has_a_folder_for_it(nginx: None) -> None:
    built = subprocess.run([program() or "nginx", "-V"], capture_output=True, text=True, check=True).stderr
    own = Path(built.partition("--http-proxy-temp-path=")[2].split()[0]).parent
    assert f"proxy_cache_path {own}/voltway " in CONFIGURATION.read_text()


@pytest.mark.parametrize("path", ["/", "/api/v2/tiles/7/1/2.mvt", "/api/v2/tiles.json", "/api/v2/stations/bulk/"])
def test_what_a_client_says_of_its_way_here_is_written_anew(path: str, front: Front) -> None:
    headers = sent(
        front, path, X_Forwarded_For="198.51.100.7", X_Real_IP="198.51.100.7", X_Forwarded_Proto="http",
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
        ("/accounts/favourites/import/", MAX_BYTES, 200),
        ("/accounts/favourites/import/", 9_000_000, 413),
        ("/api/v2/me/favourites/", MAX_BYTES, 200),
        ("/accounts/favourites/", 3_000_000, 413),
        ("/stations/bqm4zhr7ycda/photos/add/", PHOTO_BYTES + 20_000, 200),
        ("/stations/bqm4zhr7ycda/photos/add/", 7_000_000, 413),
        ("/api/v2/stations/bqm4zhr7ycda/photos/", PHOTO_BYTES, 200),
        ("/api/v2/stations/bqm4zhr7ycda/", PHOTO_BYTES, 413),
    ],
)
def test_bodies_are_capped(front: Front, path: str, size: int, status: int) -> None:
    assert front.ask(path, method="POST", body=b"x" * size)[0] == status


@pytest.mark.parametrize("encoding", ["plain", "chunked"])
def test_bulk_takes_what_the_api_takes_and_refuses_more_as_the_api_does(front: Front, encoding: str) -> None:
    def answer_to(size: int) -> tuple[int, dict[str, str], bytes]:
        pieces = (b"x" * 1_000_000 for _ in range(size // 1_000_000))
        return front.ask("/api/v2/stations/bulk/", method="POST", body=pieces if encoding == "chunked" else b"x" * size)

    assert answer_to(BULK_BYTES)[0] == 200
    status, headers, body = answer_to(BULK_BYTES + 3_000_000)
    assert (status, headers["Content-Type"]) == (413, MEDIA_TYPE)
    detail = f"The body is too large: {BULK_BYTES // 1_000_000} MB at most."
    assert json.loads(body) == TooLarge(detail).body()


def test_a_tile_is_asked_for_once_whatever_the_browser_can_unpack(front: Front) -> None:
    before = len(Echo.asked)
    path = "/api/v2/tiles/5/1/2.mvt?connector=ccs"
    answers = [
        front.ask(path, Accept_Encoding=given) for given in ("gzip, br", "gzip;q=1.0, deflate", "br, gzip, zstd")
    ]
    assert [headers["X-Cache-Status"] for _, headers, _ in answers] == ["MISS", "HIT", "HIT"]
    assert Echo.asked[before:] == [path]


@pytest.mark.parametrize("first", [{}, {"Origin": "https://there.example"}], ids=["here", "elsewhere"])
def test_a_kept_tile_is_for_pages_of_every_site_whoever_asked_for_it_first(front: Front, first: dict[str, str]) -> None:
    path = f"/api/v2/tiles/4/1/{len(first)}.mvt"
    answers = [
        front.ask(path, method="GET", body=None, **origin)[1]
        for origin in (first, {"Origin": "https://elsewhere.example"}, {})
    ]
    assert [headers["X-Cache-Status"] for headers in answers] == ["MISS", "HIT", "HIT"]
    assert [headers.get("Access-Control-Allow-Origin") for headers in answers] == ["*", "*", "*"]


def test_nobodys_cookie_or_key_reaches_a_cached_answer(front: Front) -> None:
    headers = sent(front, "/api/v2/tiles/6/1/2.mvt", Cookie="sessionid=secret", Authorization="Bearer secret")
    assert {"cookie", "authorization"} & set(headers) == set()


def test_pages_are_not_cached_and_keep_their_cookie(front: Front) -> None:
    assert sent(front, "/stations/", Cookie="sessionid=mine")["cookie"] == "sessionid=mine"
    assert "X-Cache-Status" not in front.ask("/stations/")[1]


@pytest.mark.parametrize(("method", "status", "times"), [("GET", 200, 2), ("HEAD", 200, 2), ("POST", 503, 1)])
def test_a_read_that_a_dying_worker_left_without_an_answer_is_asked_once_more(
    front: Front, method: str, status: int, times: int
) -> None:
    path = f"/dies/{method}"
    assert front.ask(path, method=method)[0] == status
    assert Echo.asked.count(path) == times


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


def test_while_voltway_is_away_people_are_asked_to_come_back(nginx: None, tmp_path: Path) -> None:
    away = Front(tmp_path, free_port())
    with away.running():
        status, headers, body = away.ask("/")
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
    assert b"try again" in body
