"""Registries on database servers of their own, which proofs may kill, and editors who go on meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from factreg.embedded import BASE_DIR
from factreg.postgres import DATABASE, OWNER, EmbeddedPostgres

# Of the demo: each editor has one.
CLAIMS = ["su-25-downing", "su-25-pilot", "f-16-flight", "foreign-fighters-sent"]
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
