"""Registries on database servers of their own, which proofs may kill, and editors who go on meanwhile."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from factreg.embedded import BASE_DIR
from factreg.postgres import DATABASE, OWNER, EmbeddedPostgres
from tests.torture.processes import HOST, PATIENCE, collected, free_port

# Of the demo: each editor has one.
CLAIMS = ["su-25-downing", "su-25-pilot", "f-16-flight", "foreign-fighters-sent"]
PAGE = f"/claims/{CLAIMS[0]}/"
LOG_KEY = "PRIVATE+KEY+registry.example.org/log+3c7bda4f+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

Edit = tuple[int, str]


class Registry:
    """The demo on a PostgreSQL of its own, all below one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "first").mkdir()
        self.first = EmbeddedPostgres(directory / "first")

    def start(self) -> None:
        self.first.start()
        for command in ("migrate", "sync_roles", "demo"):
            self.manage(command, on=self.first.socket_directory)

    def stop(self) -> None:
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

    def manage(self, command: str, *, on: Path) -> None:
        subprocess.run(
            [sys.executable, "manage.py", command], cwd=BASE_DIR, env={**os.environ, **self.environment(on)}, check=True
        )


@contextmanager
def below_tmp(kind: type[Any]) -> Iterator[Any]:
    """One of these, started, in a directory whose sockets' paths are short enough."""
    with tempfile.TemporaryDirectory(prefix="torture-", dir="/tmp") as directory:
        made = kind(Path(directory))
        try:
            made.start()
            yield made
        finally:
            made.stop()


def url(user: str, *hosts: Path, **options: str) -> str:
    return f"postgresql://{user}@/{DATABASE}?{urlencode({'host': ','.join(map(str, hosts)), **options})}"


def ask(host: Path, statement: str, *values: object) -> tuple[Any, ...]:
    with psycopg.connect(host=str(host), user=OWNER, dbname=DATABASE, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return (cursor.fetchone() or ()) if cursor.description else ()


def has(host: Path, edit: Edit) -> bool:
    """Whether the ledger there has an edit at its place."""
    seq, note = edit
    (document,) = ask(host, "SELECT document FROM ledger_entry WHERE seq = %s", seq) or ("",)
    return note in document


@contextmanager
def editing(variables: dict[str, str], claims: Sequence[str] = CLAIMS) -> Iterator[list[subprocess.Popen[str]]]:
    """An editor for each claim, who goes on as soon as there is a database again."""
    editors = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.torture.editors", json.dumps({"slug": slug})],
            cwd=BASE_DIR,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            text=True,
        )
        for slug in claims
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
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
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
