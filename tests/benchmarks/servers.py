"""Web servers to measure: granian exactly as `manage.py serve` starts it, with one application or another."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from factreg.serving import Granian, web_server

HOST = "127.0.0.1"
_PATIENCE = 60


class BenchServer(Granian):
    """A web server of `manage.py serve` with an application of choice; `layer` is for layered.py.

    Unless `keeping`, it keeps nothing that it sent: each answer is made.
    """

    def __init__(self, application: str, *, layer: str = "", keeping: bool = True) -> None:
        port = free_port()
        usual = web_server(host=HOST, port=port)
        super().__init__(
            name=f"{application} {layer}".strip() + ("" if keeping else ", keeping nothing"),
            host=HOST,
            port=port,
            application=application,
            options=usual.options,
            variables={} if keeping else {"KEPT_MEGABYTES": "0"},
        )
        self.layer = layer

    def start(self) -> None:
        os.environ["BENCH_LAYER"] = self.layer
        super().start()

    def workers(self) -> list[int]:
        """Process ids of the workers, where the system tells (Linux)."""
        assert self._process is not None
        return list(_children(self._process.pid))

    def await_answer(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self.answers():
            if self.keep_alive() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start")
            time.sleep(0.05)


@contextmanager
def running(servers: Iterable[BenchServer]) -> Iterator[None]:
    """All of them up and answering; stopped in the end, whatever happens."""
    started: list[BenchServer] = []
    try:
        for server in servers:
            server.start()
            started.append(server)
        for server in started:
            server.await_answer()
        yield
    finally:
        # All at once: each takes its time to end.
        for server in started:
            server.terminate()
        for server in started:
            server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def peak_memory(pids: Iterable[int]) -> int:
    """The largest memory in bytes that any of the processes has held since `forget_peak`; 0 where unknown."""
    return max((_status(pid).get("VmHWM", 0) for pid in pids), default=0)


def forget_peak(pids: Iterable[int]) -> None:
    """Let the peak count from now on (Linux)."""
    for pid in pids:
        path = Path(f"/proc/{pid}/clear_refs")
        if path.exists():
            path.write_text("5")


def _status(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {
        name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest
    }


def _children(pid: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(path.parent.name)
            yield child
            yield from _children(child)
