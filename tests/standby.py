"""A hot standby of the tests' PostgreSQL, made by its own tools."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from factreg.postgres import OWNER
from factreg.postgres_tools import run_tool


class Standby:
    """A copy of the whole server in a directory of its own, reached by the socket in it."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.data = directory, directory / "data"

    def make(self, *, of: Path) -> None:
        """Copy the running server whose socket is there, and follow it under the name of the directory."""
        connection = ["-d", f"host='{of}' user={OWNER} application_name='{self.directory.name}'"]
        self._run("pg_basebackup", *connection, "-D", self.data, "-R", "-X", "stream", "-c", "fast", "--no-sync")

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
    try:
        standby.make(of=Path(connections["default"].settings_dict["HOST"]))
        standby.start(settings.POSTGRES_DIR)
        yield standby
    finally:
        if (standby.data / "postmaster.pid").exists():
            standby.stop()
        shutil.rmtree(directory)
