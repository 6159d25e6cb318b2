"""A web server of a test's own, which counts who connects to it."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = Callable[[str], bytes | Iterator[bytes]]


def answer(
    body: bytes = b"<p>Words.</p>", *, status: str = "200 OK", type_: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {type_}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def drip(body: bytes, *, pause: float) -> Iterator[bytes]:
    """A page that never ends: a byte now and then."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    while True:
        yield body
        time.sleep(pause)


@dataclass
class Server:
    """Listens on an address of this machine; `accepted` counts connections, `asked` keeps the requests."""

    listener: socket.socket
    answers: Answer
    accepted: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        return self.listener.getsockname()[:2]

    @property
    def port(self) -> int:
        return self.address[1]

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            request = connection.recv(65_536).decode("latin-1")
            if not request:
                return
            while (missing := _missing_of_body(request)) > 0:
                request += connection.recv(missing).decode("latin-1")
            self.asked.append(request)
            given = self.answers(request.split(" ")[1])
            try:
                for block in [given] if isinstance(given, bytes) else given:
                    connection.sendall(block)
            except OSError:
                return


def _missing_of_body(request: str) -> int:
    head, _, body = request.partition("\r\n\r\n")
    length = re.search(r"^content-length: (\d+)", head, re.IGNORECASE | re.MULTILINE)
    return int(length[1]) - len(body) if length else 0


@contextmanager
def serving(answers: Answer, *, host: str = "127.0.0.1") -> Iterator[Server]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family)
    server = Server(listener, answers)
    threading.Thread(target=server.serve, daemon=True).start()
    yield server
    # close() alone would leave a thread that waits in accept() waiting.
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
