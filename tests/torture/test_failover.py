"""The primary killed while editors edit and readers read: a standby takes its place, and another goes on serving.

One machine, three servers; `synchronous_commit = remote_apply` towards the standby that is promoted.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from factreg.embedded import BASE_DIR
from factreg.postgres import DATABASE, OWNER, EmbeddedPostgres
from tests.standby import Standby
from tests.torture.processes import HOST, serving

pytestmark = pytest.mark.no_database

CLAIMS = ["su-25-downing", "su-25-pilot", "f-16-flight", "foreign-fighters-sent"]
# Edits that each editor is through with before and after, and for how many seconds there is no primary.
EDITS, AWAY = 20, 3.0
LOG_KEY = "PRIVATE+KEY+registry.example.org/log+3c7bda4f+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

Edit = tuple[int, str]


def test_no_acknowledged_edit_is_lost_and_pages_are_served_while_a_standby_takes_over(servers: Servers) -> None:
    with reading(servers) as seen, editing(servers) as editors:
        acknowledged = [next_told_by(editor) for editor in editors for _ in range(EDITS)]
        last = servers.kill_primary()
        time.sleep(AWAY)
        servers.second.promote()
        acknowledged += [next_told_by(editor) for editor in editors for _ in range(EDITS)]
        acknowledged += [edit for editor in editors for edit in last_told_by(editor)]
    lost = [edit for edit in acknowledged if not servers.has(*edit)]
    servers.manage("check_registry", on=servers.second.directory)

    after = sum(seq > last for seq, _ in acknowledged)
    # The figures are what the proof is run for (pytest -s).
    print(f"\n{len(acknowledged)} edits, {after} after the primary was killed, {len(lost)} lost; {dict(seen)}")  # noqa: T201
    assert lost == []
    assert set(seen) == {200}
    assert 0 < after < len(acknowledged)


class Servers:
    """A primary, the standby that is to follow it, synchronous, and another that public pages are read from."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        places = [directory / name for name in ("first", "second", "third")]
        for place in places:
            place.mkdir()
        self.first = EmbeddedPostgres(places[0])
        self.second, self.third = (Standby(place) for place in places[1:])

    def start(self) -> None:
        self.first.start()
        for command in ("migrate", "sync_roles", "demo"):
            self.manage(command, on=self.first.socket_directory)
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
        self.first.release()

    def environment(self, *hosts: Path) -> dict[str, str]:
        """What makes a process use whichever of these takes writes."""
        return {
            "DATABASE_URL": url(OWNER, *hosts, target_session_attrs="read-write"),
            "PUBLIC_DATABASE_URL": url("factreg_public", *hosts, target_session_attrs="read-write"),
            "SECRET_KEY": "only-for-tests-" * 4,
            "LOG_KEY": LOG_KEY,
            **{name: str(self.directory / name.lower()) for name in ("LOG_DIR", "EXPORT_DIR", "TAKEDOWN_LIST")},
        }

    def both(self) -> dict[str, str]:
        return self.environment(self.first.socket_directory, self.second.directory)

    def manage(self, command: str, *, on: Path) -> None:
        subprocess.run(
            [sys.executable, "manage.py", command], cwd=BASE_DIR, env={**os.environ, **self.environment(on)}, check=True
        )

    def kill_primary(self) -> int:
        """All of it at once; the ledger's last position some moments before."""
        (last,) = ask(self.first.socket_directory, "SELECT max(seq) FROM ledger_entry")
        pid = int((self.first.data / "postmaster.pid").read_text().split()[0])
        os.killpg(os.getpgid(pid), signal.SIGKILL)
        return int(last)

    def has(self, seq: int, note: str) -> bool:
        (document,) = ask(self.second.directory, "SELECT document FROM ledger_entry WHERE seq = %s", seq) or ("",)
        return note in document


@pytest.fixture
def servers() -> Iterator[Servers]:
    # The path of a socket may have a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="failover-", dir="/tmp") as directory:
        made = Servers(Path(directory))
        try:
            made.start()
            yield made
        finally:
            made.stop()


def url(user: str, *hosts: Path, **options: str) -> str:
    return f"postgresql://{user}@/{DATABASE}?{urlencode({'host': ','.join(map(str, hosts)), **options})}"


def ask(host: Path, statement: str, *values: object) -> tuple[object, ...]:
    with psycopg.connect(host=str(host), user=OWNER, dbname=DATABASE, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return (cursor.fetchone() or ()) if cursor.description else ()


@contextmanager
def editing(servers: Servers) -> Iterator[list[subprocess.Popen[str]]]:
    """An editor for each claim, who goes on as soon as there is a primary again."""
    editors = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.torture.editors",
                json.dumps({"slug": slug}),
            ],
            cwd=BASE_DIR,
            env={**os.environ, **servers.both()},
            stdout=subprocess.PIPE,
            text=True,
        )
        for slug in CLAIMS
    ]
    try:
        yield editors
    finally:
        for editor in editors:
            editor.kill()
            editor.communicate()


def next_told_by(editor: subprocess.Popen[str]) -> Edit:
    assert editor.stdout is not None
    seq, note = json.loads(editor.stdout.readline())
    return seq, note


def last_told_by(editor: subprocess.Popen[str]) -> list[Edit]:
    editor.terminate()
    printed, _ = editor.communicate(timeout=600)
    assert editor.returncode == 0, f"an editor ended with {editor.returncode}"
    return [(seq, note) for seq, note in map(json.loads, printed.splitlines())]


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
