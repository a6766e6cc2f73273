"""nginx with deploy/nginx/voltway.conf as it stands, but for its ports and folders, which are the test's own."""

import functools
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.console import ROOT
from tools.environment import apt_install
from tools.services import free_port

CONFIGURATION = ROOT / "deploy/nginx/voltway.conf"
HOST = "charging.example.org"
_CERTIFICATE = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"


@functools.cache
def program() -> str | None:
    """The installed nginx, else Debian's where we may install it."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    found = shutil.which("nginx", path=path)
    return found or (shutil.which("nginx", path=path) if apt_install("nginx-light") else None)


class Front:
    """One nginx before a server on this machine."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        _certificate(folder / "tls")
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
            "/var/lib/nginx/voltway": str(folder / "cache"),
            "/var/log/nginx": str(folder / "log"),
            "/var/lib/voltway/static": str(folder / "static"),
        }.items():
            assert before in text, before
            text = text.replace(before, after)
        (folder / "voltway.conf").write_text(text)
        own = "user root;" if os.geteuid() == 0 else ""
        inside = f"include /etc/nginx/mime.types; client_body_temp_path {folder}/body; include {folder}/voltway.conf;"
        around = f"{own} daemon off; pid {folder}/pid; error_log {folder}/log/start; events {{}}"
        (folder / "nginx.conf").write_text(f"{around} http {{ {inside} }}")

    def command(self, *more: str) -> list[str]:
        return [
            program() or "nginx",
            "-e",
            str(self.folder / "log/start"),
            "-c",
            str(self.folder / "nginx.conf"),
            *more,
        ]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Started and taking connections."""
        process = subprocess.Popen(self.command())
        try:
            deadline = time.monotonic() + 20
            while not _takes_connections(self.port):
                assert time.monotonic() < deadline, (self.folder / "log/start").read_text()
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)

    def trust(self) -> ssl.SSLContext:
        """For clients that call it by its address."""
        trusting = ssl.create_default_context(cafile=str(self.folder / "tls/fullchain.pem"))
        trusting.check_hostname = False
        return trusting

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | Iterable[bytes] | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer over TLS."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.trust())
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers={"Host": HOST, **named})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


def _certificate(folder: Path) -> None:
    folder.mkdir()
    names = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"), "-subj", f"/CN={HOST}"]
    subprocess.run([*_CERTIFICATE.split(), *names], check=True, capture_output=True)


def _takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
