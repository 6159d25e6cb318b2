"""PostgreSQL's programs for clients (pg_dump, pg_restore, psql), run against the database of `default`.

Where to connect is told by environment variables: what stands in a command line can be read by every account.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.db import connection
from psycopg import pq

from factreg.postgres_tools import PostgresError, find_binaries

_BLOCK = 1 << 20
# pg_restore sets it for every server; those before 17 do not know it.
_UNKNOWN_TO_OLD = b"SET transaction_timeout = 0;\n"
_KNOWN_FROM = 170_000


def run_client(tool: str, *arguments: object) -> None:
    """Run a program to its end. Raises PostgresError with what it said."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.run(
            [_program(tool), *map(str, arguments)],
            check=False,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        if process.returncode:
            raise PostgresError(f"{tool} failed: {_read(said)}")


def load_archive(archive: Path, *, before: str) -> None:
    """Restore what pg_dump archived, after the statements of `before`: all in one transaction.

    It is committed by a statement after the last, never by the end of the file: whatever is killed meanwhile, the
    database is as it was. Raises PostgresError.
    """
    options = ["--no-owner", "--no-acl", "--no-tablespaces", "--file=-"]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        reading = subprocess.Popen(
            [_program("pg_restore"), *options, str(archive)],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        writing = subprocess.Popen(
            [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
        try:
            failed = _pump(reading, writing, before)
        finally:
            for process in (reading, writing):
                process.kill()
                process.wait()
            for stream in (reading.stdout, writing.stdin):
                _close(stream)
        if failed:
            raise PostgresError(f"{failed} failed: {_read(said if failed == 'pg_restore' else told)}")


def _pump(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes], before: str) -> str:
    """Everything through, and the commit only where both are well; which of them failed, if one did."""
    script, database = reading.stdout, writing.stdin
    if script is None or database is None:
        return "pg_restore"
    try:
        database.write(f"BEGIN;\n{before};\n".encode())
        for block in _blocks(script):
            database.write(block)
        if reading.wait():
            return "pg_restore"
        database.write(b"\nCOMMIT;\n")
        database.close()
    except BrokenPipeError:
        # It ended at an error, which it told.
        writing.wait()
        return "psql"
    return "psql" if writing.wait() else ""


def _blocks(script: IO[bytes]) -> Iterator[bytes]:
    """What is read, less what the server does not know; that stands before all data."""
    first = script.read(_BLOCK)
    yield first.replace(_UNKNOWN_TO_OLD, b"", 1) if _server_version() < _KNOWN_FROM else first
    while block := script.read(_BLOCK):
        yield block


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        version: int = cursor.fetchone()[0]
    # What is restored may drop every table: nothing of ours may hold one.
    connection.close()
    return version


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream:
            stream.close()
    except BrokenPipeError:
        pass


def _program(tool: str) -> str:
    path = find_binaries() / tool
    if not path.exists():
        raise PostgresError(f"{path} is missing: install PostgreSQL's client programs, or set PG_BINDIR.")
    return str(path)


def _environment() -> dict[str, str]:
    """How `default` connects, as libpq's variables."""
    variables = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    told = {
        envvar.decode(): str(value)
        for name, value in connection.get_connection_params().items()
        if value not in (None, "") and (envvar := variables.get(name))
    }
    return {**os.environ, **told}


def _read(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode(errors="replace").strip()
