"""The load generator, a process of its own: a fixed number of keep-alive connections, each sending its next request
when its last is answered. Knows nothing of the registry. `python -m tests.benchmarks.load`, a job as JSON on stdin.
"""

from __future__ import annotations

import http.client
import json
import re
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from statistics import median, quantiles

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_BUFFER = bytearray(1 << 20)


@dataclass(slots=True)
class Job:
    """What to ask for: paths with headers of their own, in turn from `start` on, until `seconds` or `most` are over.

    With a `rate`, so many a second, each at its moment whatever becomes of the others: its time counts from then.
    """

    port: int
    requests: list[tuple[str, dict[str, str]]]
    connections: int = 4
    seconds: float = 2.0
    most: int = 1_000_000
    start: int = 0
    expect: int = 200
    stream: bool = False
    rate: float = 0.0


@dataclass(slots=True)
class Outcome:
    """What came back. `wrong`: answers with another status than expected."""

    answers: int = 0
    wrong: int = 0
    bytes: int = 0
    lines: int = 0
    seconds: float = 0.0
    median_ms: float = 0.0
    p95_ms: float = 0.0
    p99_ms: float = 0.0
    times: list[float] = field(default_factory=list)


def run(job: Job) -> Outcome:
    """Bounded in time and count, against this machine only."""
    if job.stream:
        return _stream(job)
    return _ask_at_a_rate(job) if job.rate else _ask(job)


def _ask(job: Job) -> Outcome:
    outcome = Outcome()
    messages = [_message(path, headers) for path, headers in job.requests]
    turn = count(job.start)
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    until = began + job.seconds
    for _ in range(job.connections):
        connection = _Connection(job.port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(messages[next(turn) % len(messages)])
    waiting = sent = job.connections
    while waiting:
        for key, _ in selector.select(timeout=60):
            if not key.data.receive(job.expect, outcome):
                continue
            if time.perf_counter() < until and sent < job.most:
                key.data.send(messages[next(turn) % len(messages)])
                sent += 1
            else:
                waiting -= 1
                selector.unregister(key.data.socket)
                key.data.socket.close()
    outcome.seconds = time.perf_counter() - began
    return outcome


def _ask_at_a_rate(job: Job) -> Outcome:
    outcome = Outcome()
    messages = [_message(path, headers) for path, headers in job.requests]
    selector = selectors.DefaultSelector()
    free: deque[_Connection] = deque(_Connection(job.port) for _ in range(job.connections))
    for connection in free:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    sent, planned = 0, round(job.rate * job.seconds)
    began = time.perf_counter()
    while outcome.answers < planned:
        while sent < planned and free and (due := began + sent / job.rate) <= time.perf_counter():
            free.popleft().send(messages[sent % len(messages)], since=due)
            sent += 1
        waits_for_its_moment = sent < planned and free
        timeout = max(0.0, began + sent / job.rate - time.perf_counter()) if waits_for_its_moment else 60
        for key, _ in selector.select(timeout):
            if key.data.receive(job.expect, outcome):
                free.append(key.data)
    outcome.seconds = time.perf_counter() - began
    return outcome


class _Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = b""
        self._left = 0
        self._chunked = False
        self._tail = b""
        self._began = 0.0

    def send(self, message: bytes, *, since: float | None = None) -> None:
        """The time of the answer counts from now, unless from another moment."""
        self._head, self._left = b"", -1
        self._began = since or time.perf_counter()
        self.socket.sendall(message)

    def receive(self, expected: int, outcome: Outcome) -> bool:
        """Take what has arrived; whether the answer is whole."""
        size = self.socket.recv_into(_BUFFER)
        if not size:
            raise ConnectionError("The server closed a connection in the middle of an answer")
        outcome.bytes += size
        if self._left < 0:
            self._head += _BUFFER[:size]
            head, found, body = self._head.partition(b"\r\n\r\n")
            if not found:
                return False
            status = int(head.split(b" ", 2)[1])
            outcome.wrong += status != expected
            self._chunked = b"chunked" in head.lower()
            self._tail = body[-len(_LAST_CHUNK) :]
            self._left = 0 if self._chunked else _length(head, status) - len(body)
        elif self._chunked:
            self._tail = (self._tail + bytes(_BUFFER[:size]))[-len(_LAST_CHUNK) :]
        else:
            self._left -= size
        if self._tail != _LAST_CHUNK if self._chunked else self._left > 0:
            return False
        outcome.answers += 1
        outcome.times.append(time.perf_counter() - self._began)
        return True


def _length(head: bytes, status: int) -> int:
    length = _LENGTH.search(head)
    if length is None and status not in (204, 304):
        raise ConnectionError("The server sends an answer without its length")
    return int(length[1]) if length else 0


def _message(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def _stream(job: Job) -> Outcome:
    """One long answer, its lines counted."""
    outcome = Outcome()
    (path, headers), *_ = job.requests
    began = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, job.port, timeout=600)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    outcome.wrong += response.status != job.expect
    for size in _blocks(response):
        outcome.bytes += size
        outcome.lines += _BUFFER.count(b"\n", 0, size)
    outcome.seconds = time.perf_counter() - began
    outcome.answers = 1
    return outcome


def _blocks(response: http.client.HTTPResponse) -> Iterator[int]:
    while size := response.readinto(_BUFFER):
        yield size


def main() -> None:
    outcome = run(Job(**json.load(sys.stdin)))
    if len(outcome.times) > 1:
        outcome.median_ms = median(outcome.times) * 1000
        outcome.p95_ms = quantiles(outcome.times, n=20)[-1] * 1000
        outcome.p99_ms = quantiles(outcome.times, n=100)[-1] * 1000
    outcome.times.clear()
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
