"""A hot standby of the tests' PostgreSQL, made by its own tools."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from factreg.postgres import OWNER
from factreg.postgres_tools import run_tool

PATIENCE = 60


class Standby:
    """A copy of the whole server in a directory of its own, reached by the socket in it."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.data = directory, directory / "data"

    def make(self, *, of: Path, slot: str = "") -> None:
        """Copy the running server whose socket is there, and follow it under the name of the directory.

        With a slot, made with it, what it has not taken yet is kept for it.
        """
        connection = ["-d", f"host='{of}' user={OWNER} application_name='{self.directory.name}'"]
        following = ["-R", "-X", "stream", *(["-C", "-S", slot] if slot else [])]
        self._run("pg_basebackup", *connection, "-D", self.data, *following, "-c", "fast", "--no-sync")

    def start(self, like: Path) -> None:
        """`like`: the directory of the server whose settings it takes, but for the socket."""
        lines = (like / "server.conf").read_text().splitlines()
        kept = [line for line in lines if not line.startswith("unix_socket_directories")]
        (self.directory / "server.conf").write_text(
            "\n".join([*kept, f"unix_socket_directories = '{self.directory}'", ""])
        )
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.directory / "server.log", "start")

    def promote(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "promote")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def _run(self, tool: str, *arguments: object) -> None:
        run_tool(tool, *arguments, owned=[self.directory])


@contextmanager
def standing_by() -> Iterator[Standby]:
    """A standby of the server of the tests, for as long as it is needed."""
    if not settings.EMBEDDED_POSTGRES:
        pytest.skip("the tests run on a server of DATABASE_URL, of which they make no copy")
    # The path of a socket may have a hundred bytes.
    directory = Path(tempfile.mkdtemp(prefix="standby-", dir="/tmp"))
    standby = Standby(directory)
    slot = f"standby_{os.getpid()}"
    _drop_slots()
    try:
        # The databases that other tests make write more in a minute than is kept otherwise, and it would wait for ever.
        standby.make(of=Path(connections["default"].settings_dict["HOST"]), slot=slot)
        standby.start(settings.POSTGRES_DIR)
        yield standby
    finally:
        if (standby.data / "postmaster.pid").exists():
            standby.stop()
        _drop(slot)
        shutil.rmtree(directory)


def _drop_slots() -> None:
    """Those of runs that were killed, for which everything would be kept."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT slot_name FROM pg_replication_slots WHERE starts_with(slot_name, 'standby_')")
        for (slot,) in cursor.fetchall():
            if not Path(f"/proc/{slot.removeprefix('standby_')}").exists():
                _drop(slot)


def _drop(slot: str) -> None:
    """Once nobody follows by it: the server notices a moment later that a standby has ended."""
    deadline = time.monotonic() + PATIENCE
    with connections["default"].cursor() as cursor:
        while True:
            cursor.execute("SELECT active FROM pg_replication_slots WHERE slot_name = %s", [slot])
            if not (found := cursor.fetchone()):
                return
            if not found[0]:
                cursor.execute("SELECT pg_drop_replication_slot(%s)", [slot])
                return
            assert time.monotonic() < deadline, f"{slot} is still followed by"
            time.sleep(0.05)
