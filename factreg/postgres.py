"""The embedded PostgreSQL: found, initialised, started, shared, restarted and stopped.

Every process that uses it holds a shared lock on it; the last one out stops it, and the kernel
lets go for those that were killed. Which tables and roles it holds is none of its business.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from factreg.postgres_tools import PostgresError, run_tool

OWNER = "factreg"
DATABASE = "factreg"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the name of the socket itself.
LONGEST_SOCKET_DIRECTORY = 80
PATIENCE = 60

NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def socket_directory(directory: Path) -> Path:
    """Where the server of this directory listens; computed, so that settings can name it.

    A path too long for a socket, or with the comma that libpq takes for a list of hosts, is
    replaced by a short one that belongs to this account and directory alone.
    """
    inside = directory / "socket"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY and "," not in str(inside):
        return inside
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    # A name that others can guess: _claim_directories refuses what they made there.
    return Path(f"/tmp/factreg-{os.geteuid()}-{digest}")  # noqa: S108


class EmbeddedPostgres:
    """One cluster in one directory, reached by a socket that only its account can open."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.resolve()
        self.data = self.directory / "data"
        self.log = self.directory / "server.log"
        self.socket_directory = socket_directory(self.directory)
        self.durable = durable
        self._hold: IO[bytes] | None = None

    def start(self) -> None:
        """Hold the server, starting it if it does not run."""
        self._claim_directories()
        self._hold = _lock_file(self.directory / "clients.lock")
        fcntl.flock(self._hold, fcntl.LOCK_SH)
        self.ensure_running()

    def ensure_running(self) -> None:
        """Start the server unless it runs; of several callers at once, one does it."""
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if not self.is_running():
                self._refuse_other_version()
                self._write_configuration()
                self._start_server()
                self._create_database()

    def is_running(self) -> bool:
        """Whether the process that postmaster.pid names is a PostgreSQL on our data.

        The file alone proves nothing: it outlives a killed server, and its process number may
        long belong to another program.
        """
        pid = _first_line_number(self.data / "postmaster.pid")
        return pid is not None and self._is_ours(pid)

    def release(self) -> None:
        """Let go of the server, and stop it if nobody else holds it."""
        if self._hold is None:
            return
        fcntl.flock(self._hold, fcntl.LOCK_UN)
        try:
            fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            with self._alone():
                if self.is_running():
                    self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")
        finally:
            self._hold.close()
            self._hold = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with _lock_file(self.directory / "start.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _claim_directories(self) -> None:
        """The socket lets everyone in who can reach it: its directory is ours alone."""
        for directory in (self.directory, self.socket_directory):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.directory.stat().st_uid
        if os.geteuid() not in (owner, 0):
            raise PostgresError(
                f"{self.directory} belongs to another account (uid {owner}). Use that account, "
                "or set POSTGRES_DIR to a directory of your own."
            )
        if self.socket_directory.stat().st_uid not in (owner, os.geteuid()):
            raise PostgresError(f"{self.socket_directory} belongs to another account: remove it.")
        self.socket_directory.chmod(0o700)

    def _initialise(self) -> None:
        """Initialise beside and rename, so that a half-made cluster is never taken for one."""
        unfinished = self.directory / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        # The same sort order on every machine; before 17 only the C library's own comes close.
        locale = ["--locale=C.UTF-8"]
        if self._major_version() >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        syncing = [] if self.durable else ["--no-sync"]
        arguments = ["--encoding=UTF8", "--auth-local=trust", "--auth-host=reject"]
        self._run("initdb", "-D", unfinished, "-U", OWNER, *arguments, "-k", *locale, *syncing)
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("include '../server.conf'\n")
        unfinished.rename(self.data)

    def _write_configuration(self) -> None:
        """Written anew at each start, since a checkout may have moved."""
        socket = str(self.socket_directory).replace("'", "''")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": socket,
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "shared_buffers": f"{_shared_buffers()}MB",
            "max_wal_size": "4GB",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %u ",
            **({} if self.durable else NOT_DURABLE),
        }
        text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        (self.directory / "server.conf").write_text(text)

    def _start_server(self) -> None:
        """Start it, waiting out the last backends of a server that was killed."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self._drop_foreign_lock_files()
            logged = self.log.stat().st_size if self.log.exists() else 0
            try:
                self._run("pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-l", self.log, "start")
                return
            except PostgresError as error:
                message = self.log.read_bytes()[logged:].decode(errors="replace")
                if "still in use" not in message or time.monotonic() > deadline:
                    raise PostgresError(f"{error}\n{message}") from error
                time.sleep(0.1)

    def _drop_foreign_lock_files(self) -> None:
        """PostgreSQL discards the files of dead processes, but not if their number is in use again."""
        for path in (self.data / "postmaster.pid", self.socket_directory / ".s.PGSQL.5432.lock"):
            pid = _first_line_number(path)
            if pid is not None and not self._is_ours(pid):
                path.unlink(missing_ok=True)

    def _create_database(self) -> None:
        with psycopg.connect(
            host=str(self.socket_directory), user=OWNER, dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if found.fetchone() is None:
                create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
                connection.execute(create)

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._major_version()):
            raise PostgresError(
                f"{self.directory} was made by PostgreSQL {made_by}, but the binaries are "
                f"{self._major_version()}. Set PG_BINDIR to PostgreSQL {made_by} and dump the "
                "data, or set POSTGRES_DIR to a new directory."
            )

    def _major_version(self) -> int:
        printed = self._run("postgres", "--version")
        match = re.search(r"\) (\d+)", printed)
        if match is None:
            raise PostgresError(f"Unknown version of PostgreSQL: {printed}")
        return int(match[1])

    def _run(self, tool: str, *arguments: object) -> str:
        return run_tool(tool, *arguments, owned=[self.directory, self.socket_directory])

    def _is_ours(self, pid: int) -> bool:
        command = _command_line(pid)
        return "postgres" in command and str(self.data) in command


def _lock_file(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600), "rb")


def _shared_buffers() -> int:
    """Megabytes that PostgreSQL keeps of its tables: an eighth of the machine's memory, at most a gigabyte.

    Its own default, 128 MB, holds no index of 100,000 claims: publishing these takes a fifth longer.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(128, min(1024, memory // 8))


def _first_line_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def _command_line(pid: int) -> str:
    if sys.platform != "linux":
        listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True)
        return os.fsdecode(listed.stdout)
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
    except OSError:
        return ""
