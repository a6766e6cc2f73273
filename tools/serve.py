"""Serves VoltWay on this machine: starts the WSGI server as a child, says when it answers, and ends it with us."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tools.console import ROOT, Failure
from tools.environment import VENV

# Requests are short and mostly wait for SQLite; more threads only queue at the interpreter's lock.
THREADS = min(16, 2 * (os.cpu_count() or 1) + 1)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
START_SECONDS = 60
STOP_SECONDS = 10


def check_port(host: str, port: int) -> None:
    """Refuse (`Failure`) a port that cannot be had, before anything is installed for it."""
    if not 0 < port < 65536:
        raise Failure(f"{port} is no port.", remedy="Take one from 1024 to 65535: ./dev run --port 8000")
    try:
        with socket.create_server((host, port)):
            pass
    except PermissionError as error:
        raise Failure(
            f"Port {port} is reserved for root.", remedy="Take one above 1023, such as --port 8000."
        ) from error
    except socket.gaierror as error:
        raise Failure(
            f"{host} is no address of this machine.", remedy="Leave --host out, or name an own address."
        ) from error
    except OSError as error:
        raise Failure(
            f"Port {port} on {host} cannot be had: {os.strerror(error.errno or 0)}.",
            remedy=f"End the other server, or take another port: ./dev run --port {port + 1}",
        ) from error


def variables(host: str, port: int) -> dict[str, str]:
    """Settings that follow from where we serve; what the environment already says goes before them."""
    opened = {} if host in LOOPBACK else {"ALLOWED_HOSTS": "*"}  # who asks for the network means its names too
    return {"SITE_URL": f"http://localhost:{port}", **opened}


def serve(*, host: str, port: int, env: Mapping[str, str], announcement: str) -> int:
    """Serve until interrupted; prints the announcement once the server answers. Returns the exit code."""
    server = subprocess.Popen(command(host, port), cwd=ROOT, env=dict(env), start_new_session=True)
    try:
        wait_until_up(server, host, port)
        print(announcement, flush=True)
        code = server.wait()
    except (KeyboardInterrupt, SystemExit):
        print("\nStopping", flush=True)
        return 0
    finally:
        stop(server)
    raise Failure(f"The server ended by itself (exit code {code}).", remedy="Its last words stand above.")


def command(host: str, port: int) -> list[str]:
    granian = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    size = ["--workers", "1", "--blocking-threads", str(THREADS), "--host", host, "--port", str(port)]
    return [*dies_with_us(), *granian, *size, "voltway.wsgi:application"]


def dies_with_us() -> list[str]:
    """On Linux the kernel ends the server even when `./dev` is killed without a chance to clean up."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "TERM"] if found else []


def wait_until_up(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    target = "127.0.0.1" if host == "0.0.0.0" else host
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Failure("The server did not start.", remedy="Its last words stand above.")
        try:
            socket.create_connection((target, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failure(f"The server did not answer within {START_SECONDS} s.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to finish, then end whatever is left of its process group."""
    if server.poll() is None:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=STOP_SECONDS)
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    server.wait()


def announcement(host: str, port: int, data: Path | None) -> str:
    """What to open, and how to become the first operator of this very data folder."""
    shown = "localhost" if host in (*LOOPBACK, "0.0.0.0") else host
    option = f" --data {data}" if data else ""
    return (
        f"\nVoltWay is at http://{shown}:{port}  (Ctrl-C stops it)\n"
        f"  first operator:  ./dev manage{option} createsuperuser, then http://{shown}:{port}/admin/\n"
        f"  real stations:   ./dev import{option} UID"
    )
