"""A registry of its own on a PostgreSQL that archives its write-ahead log, and copies of it restored to a moment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from factreg.embedded import BASE_DIR
from factreg.postgres import DATABASE, OWNER, EmbeddedPostgres
from factreg.postgres_tools import run_tool
from tests.log.logs import SIGNER

PATIENCE = 120


@dataclass
class Cluster:
    """One PostgreSQL, and what is told to processes that use it. Log and takedowns are those of the directory above."""

    directory: Path
    environment: dict[str, str] = field(init=False)
    server: EmbeddedPostgres = field(init=False)

    def __post_init__(self) -> None:
        self.server = EmbeddedPostgres(self.directory)
        above = self.directory.parent
        self.environment = {
            **os.environ,
            "DATABASE_URL": self._url(OWNER),
            "PUBLIC_DATABASE_URL": self._url("factreg_public"),
            "SECRET_KEY": "for-the-proof-of-restores-alone",
            "LOG_DIR": str(above / "log"),
            "LOG_KEY": SIGNER.secret(),
            "TAKEDOWN_LIST": str(above / "takedowns.jsonl"),
            "EXPORT_DIR": str(above / "exports"),
            "RATE_LIMIT_ADDRESS": "off",
        }

    def _url(self, user: str) -> str:
        return f"postgresql://{user}@/{DATABASE}?host={self.server.socket_directory}"

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=BASE_DIR, env=self.environment, check=False, capture_output=True, text=True, timeout=600
        )

    def asked(self, query: str) -> Any:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(query)  # type: ignore[arg-type]
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def set_up(self, archive: Path) -> None:
        """Start it, archiving, with the tables of the registry."""
        archive.mkdir()
        self.server.start()
        copying = f"test ! -f {archive}/%f && cp %p {archive}/.%f && mv {archive}/.%f {archive}/%f"
        for setting in ("archive_mode = on", f"archive_command = '{copying}'", "archive_timeout = 5"):
            self.asked(f"ALTER SYSTEM SET {setting}")
        self.server.release()
        self.server.start()
        for command in (("migrate", "--verbosity", "0"), ("sync_roles",)):
            assert self.manage(*command).returncode == 0

    def base_backup(self, target: Path) -> None:
        run_tool(
            "pg_basebackup",
            *("--host", self.server.socket_directory, "--username", OWNER),
            *("--pgdata", target, "--checkpoint=fast", "--wal-method=none"),
            owned=[self.directory],
        )

    def kill(self) -> None:
        """SIGKILL to the postmaster; its children see it and end."""
        os.kill(int((self.server.data / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
        while self.server.is_running():
            time.sleep(0.05)

    @contextmanager
    def recovered(self, base: Path, archive: Path, **target: str) -> Iterator[None]:
        """This cluster from a base backup and the archive, up to a target, promoted; stopped in the end."""
        self.directory.mkdir(mode=0o700)
        shutil.copytree(base, self.server.data)
        self.server.data.chmod(0o700)
        (self.server.data / "recovery.signal").touch()
        settings = {
            "restore_command": f"cp {archive}/%f %p",
            "archive_mode": "off",
            "recovery_target_action": "promote",
            **target,
        }
        with (self.server.data / "postgresql.auto.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.server.start()
        try:
            deadline = time.monotonic() + PATIENCE
            while self.asked("SELECT pg_is_in_recovery()"):
                assert time.monotonic() < deadline, self.server.log.read_text()[-2000:]
                time.sleep(0.1)
            yield
        finally:
            self.server.release()
