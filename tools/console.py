"""What the developer sees: a line for each step, quiet sub-tools, and failures that name their remedy."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAIL_LINES = 25

# What a tool's last words tell about the cause, and what the developer can do about it; the first match counts.
CAUSES = (
    (
        r"No space left on device|ENOSPC|Disk quota exceeded",
        "The disk is full: free some space and run the command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch|EINTEGRITY",
        "A download is not the file that the lock names: run it again, and if it stays so, do not install it.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|invalid peer certificate|UnknownIssuer",
        "A certificate on the way is not known here (a company's proxy?): name its file in PIP_CERT, SSL_CERT_FILE and"
        " NODE_EXTRA_CA_CERTS.",
    ),
    (
        r"name resolution|[Cc]ould not resolve|resolve host|dns error|ENOTFOUND|EAI_AGAIN|new connection|ETIMEDOUT"
        r"|[Nn]etwork is unreachable|ENETUNREACH|[Cc]onnection refused|ECONNREFUSED|tcp connect|timed out|sending req",
        "The network (or the package index) cannot be reached: check the connection or proxy, then run it again.",
    ),
    (
        r"Permission denied|EACCES|EPERM",
        "A file or folder belongs to someone else: check its owner, or run as that user.",
    ),
)


class Failure(Exception):
    """Something a developer can mend: what went wrong, what the tool said, what to do."""

    def __init__(self, what: str, *, remedy: str = "", said: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy, self.said = what, remedy, said

    def report(self) -> str:
        """The whole message, the remedy last where the eye rests."""
        parts = [self.said.rstrip(), f"✗ {self.what}", self.remedy and f"  → {self.remedy}"]
        return "\n".join(part for part in parts if part)


def step(text: str) -> None:
    print(f"· {text}", flush=True)


def warn(text: str) -> None:
    print(f"! {text}", file=sys.stderr, flush=True)


def remedy_for(said: str) -> str:
    """The remedy for what a tool said, or nothing where the cause is not a known one."""
    return next((remedy for pattern, remedy in CAUSES if re.search(pattern, said)), "")


def tail(text: str, lines: int = TAIL_LINES) -> str:
    return "\n".join(text.rstrip().splitlines()[-lines:])


def quietly(what: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> str:
    """Run a tool, showing only what it is for; its output is returned, or shown when it fails (`Failure`)."""
    if not sys.stdout.isatty():
        step(what)
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            code = _watch(process, what)
        finally:
            _end(process)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if code:
        raise Failure(f"{what}: failed (exit code {code})", remedy=remedy_for(said), said=tail(said))
    return said


def _watch(process: subprocess.Popen[bytes], what: str) -> int:
    """Wait for the end; on a terminal with the seconds that pass, since an installation can take two minutes."""
    if not sys.stdout.isatty():
        return process.wait()
    started = time.monotonic()
    while True:
        print(f"\r· {what} {time.monotonic() - started:.0f} s", end="", flush=True)
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            continue
        finally:
            if process.returncode is not None:
                print(flush=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no tool behind when we are interrupted while it works."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
