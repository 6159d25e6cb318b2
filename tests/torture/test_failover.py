"""The primary killed while editors edit and readers read: a standby takes its place, and another goes on serving.

One machine, three servers; `synchronous_commit = remote_apply` towards the standby that is promoted.
"""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.standby import Standby
from tests.torture.own_servers import CLAIMS, Registry, ask, below_tmp, editing, has, last_told_by, next_told_by, url
from tests.torture.processes import HOST, serving

pytestmark = pytest.mark.no_database

# Edits that each editor is through with before and after, and for how many seconds there is no primary.
EDITS, AWAY = 20, 3.0


def test_no_acknowledged_edit_is_lost_and_pages_are_served_while_a_standby_takes_over() -> None:
    with below_tmp(Servers) as servers:
        with reading(servers) as seen, editing(servers.both()) as editors:
            acknowledged = [next_told_by(editor) for editor in editors for _ in range(EDITS)]
            last = servers.kill_primary()
            time.sleep(AWAY)
            servers.second.promote()
            acknowledged += [next_told_by(editor) for editor in editors for _ in range(EDITS)]
            acknowledged += [edit for editor in editors for edit in last_told_by(editor)]
        lost = [edit for edit in acknowledged if not has(servers.second.directory, edit)]
        servers.manage("check_registry", on=servers.second.directory)

    after = sum(seq > last for seq, _ in acknowledged)
    # The figures are what the proof is run for (pytest -s).
    print(f"\n{len(acknowledged)} edits, {after} after the primary was killed, {len(lost)} lost; {dict(seen)}")  # noqa: T201
    assert lost == []
    assert set(seen) == {200}
    assert 0 < after < len(acknowledged)


class Servers(Registry):
    """A primary, the standby that is to follow it, synchronous, and another that public pages are read from."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        places = [directory / name for name in ("second", "third")]
        for place in places:
            place.mkdir()
        self.second, self.third = map(Standby, places)

    def start(self) -> None:
        super().start()
        for standby in (self.second, self.third):
            standby.make(of=self.first.socket_directory)
            standby.start(like=self.first.directory)
        for setting in ("synchronous_standby_names = 'second'", "synchronous_commit = 'remote_apply'"):
            ask(self.first.socket_directory, f"ALTER SYSTEM SET {setting}")
        ask(self.first.socket_directory, "SELECT pg_reload_conf()")

    def stop(self) -> None:
        for standby in (self.second, self.third):
            if (standby.data / "postmaster.pid").exists():
                standby.stop()
        super().stop()

    def both(self) -> dict[str, str]:
        return self.environment(self.first.socket_directory, self.second.directory)

    def kill_primary(self) -> int:
        """All of it at once; the ledger's last position some moments before."""
        (last,) = ask(self.first.socket_directory, "SELECT max(seq) FROM ledger_entry")
        pid = int((self.first.data / "postmaster.pid").read_text().split()[0])
        os.killpg(os.getpgid(pid), signal.SIGKILL)
        return int(last)


@contextmanager
def reading(servers: Servers) -> Iterator[Counter[int]]:
    """A reader who asks for pages all the time, of servers that read the third; how often each status came."""
    paths = ["/", "/claims/", *(f"/claims/{slug}/" for slug in CLAIMS), f"/api/v1/claims/{CLAIMS[0]}/"]
    seen: Counter[int] = Counter()
    ended = threading.Event()

    def read(port: int) -> None:
        while not ended.is_set():
            for path in paths:
                connection = http.client.HTTPConnection(HOST, port, timeout=60)
                connection.request("GET", path)
                seen[connection.getresponse().status] += 1
                connection.close()

    with serving(**servers.both(), REPLICA_URL=url("factreg_public", servers.third.directory)) as port:
        reader = threading.Thread(target=read, args=[port])
        reader.start()
        try:
            yield seen
        finally:
            ended.set()
            reader.join()
