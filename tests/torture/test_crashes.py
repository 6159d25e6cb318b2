"""PostgreSQL and the web server killed again and again, in turn, while editors publish what they edit.

After each: no gap in the ledger, the published tables equal to it (`check_registry`), pages served again by themselves.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from factreg.embedded import BASE_DIR
from tests.torture.own_servers import CLAIMS, Registry, ask, below_tmp, editing, has, last_told_by, next_told_by
from tests.torture.processes import HOST, PATIENCE, collected, free_port

pytestmark = pytest.mark.no_database

KILLS = int(os.environ.get("KILLS", "50"))
PAGE = f"/claims/{CLAIMS[0]}/"


def test_nothing_acknowledged_is_lost_and_nothing_half_done_by_kills() -> None:
    seen: Counter[int] = Counter()
    with below_tmp(Registry) as registry:
        place = registry.first.socket_directory
        server = Server(registry.environment(place))
        try:
            server.start()
            # Four who write, and one more who publishes.
            with editing(registry.environment(place), [*CLAIMS, "foreign-fighter-reports"]) as editors:
                acknowledged = [next_told_by(editor) for editor in editors]
                server.wait_for_page(seen)
                for number in range(KILLS):
                    if number % 2:
                        server.kill()
                        server.start()
                    else:
                        kill_postgres(registry)
                        seen[server.ask()] += 1
                        registry.first.ensure_running()
                    server.wait_for_page(seen)
                    acknowledged += [next_told_by(editor) for editor in editors]
                    with paused(editors):
                        assert ask(place, "SELECT count(*) = max(seq) FROM ledger_entry") == (True,)
                        registry.manage("check_registry", on=place)
                acknowledged += [edit for editor in editors for edit in last_told_by(editor)]
            lost = [edit for edit in acknowledged if not has(place, edit)]
        finally:
            server.kill()

    # The figures are what the proof is run for (pytest -s).
    print(f"\n{KILLS} kills, {len(acknowledged)} edits acknowledged, {len(lost)} lost; answers meanwhile {dict(seen)}")  # noqa: T201
    assert lost == []
    assert set(seen) <= {200, 503}


def kill_postgres(registry: Registry) -> None:
    pid = int((registry.first.data / "postmaster.pid").read_text().split()[0])
    os.killpg(os.getpgid(pid), signal.SIGKILL)
    while registry.first.is_running():
        time.sleep(0.05)


@contextmanager
def paused(editors: list[subprocess.Popen[str]]) -> Iterator[None]:
    """Nobody writes: a check that reads one table after another finds them at one position."""
    for editor in editors:
        editor.send_signal(signal.SIGSTOP)
    # What they had begun is through, or stands still with them.
    time.sleep(0.3)
    yield
    for editor in editors:
        editor.send_signal(signal.SIGCONT)


class Server:
    """`manage.py serve`, which is killed with all that it started."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.port, self.stream_port = free_port(), free_port()
        self._variables = {**os.environ, **variables, "STATIC_ROOT": collected()}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        ports = ["--port", str(self.port), "--stream-port", str(self.stream_port)]
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *ports],
            cwd=BASE_DIR,
            env=self._variables,
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def ask(self) -> int:
        """The status of a page, 0 while nobody listens."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("GET", PAGE)
            return connection.getresponse().status
        except (ConnectionError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def wait_for_page(self, seen: Counter[int]) -> None:
        """Until the page is served; counts what came instead."""
        deadline = time.monotonic() + PATIENCE
        while (status := self.ask()) != 200:
            assert time.monotonic() < deadline, f"the page is not served: {status}"
            assert self._process is not None
            assert self._process.poll() is None, "the server ended"
            if status:
                seen[status] += 1
            time.sleep(0.1)
        seen[200] += 1
