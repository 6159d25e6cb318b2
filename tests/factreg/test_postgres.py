"""The embedded PostgreSQL under what happens to it: sharing, kill -9, moves, odd paths."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from factreg import postgres_tools
from factreg.postgres import (
    DATABASE,
    LONGEST_SOCKET_DIRECTORY,
    OWNER,
    EmbeddedPostgres,
    PostgresError,
    socket_directory,
)

pytestmark = pytest.mark.no_database

HOLD_AND_WAIT = """
import sys, time
from pathlib import Path
from factreg.postgres import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), durable=False).start()
print("holding", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that was started once and stopped: copying it is quicker than making one."""
    directory = tmp_path_factory.mktemp("made")
    server = EmbeddedPostgres(directory, durable=False)
    server.start()
    server.release()
    return directory


@pytest.fixture
def make_server(initialised: Path, tmp_path: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Make servers on a copy of the cluster; what runs at the end is stopped."""
    made: list[EmbeddedPostgres] = []

    def make(name: str = "postgres", *, durable: bool = False) -> EmbeddedPostgres:
        directory = tmp_path / name
        if not directory.exists():
            shutil.copytree(initialised, directory)
        made.append(EmbeddedPostgres(directory, durable=durable))
        return made[-1]

    yield make
    for server in made:
        server.release()
        assert not server.is_running()


def ask(server: EmbeddedPostgres, query: str) -> object:
    with psycopg.connect(host=str(server.socket_directory), user=OWNER, dbname=DATABASE, autocommit=True) as connection:
        cursor = connection.execute(query)  # type: ignore[arg-type]
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


def test_first_start_makes_the_database_and_stopping_ends_it(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "new", durable=False)

    server.start()

    assert ask(server, "SELECT current_database() || current_user") == DATABASE + OWNER
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SELECT 'ä' COLLATE \"default\" > 'z'")
    assert server.socket_directory.stat().st_mode & 0o777 == 0o700
    server.release()
    assert not server.is_running()


def test_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "data.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(tmp_path, durable=False)

    server.start()

    assert ask(server, "SELECT 1") == 1
    server.release()


def test_second_client_shares_and_the_last_one_out_stops(make_server) -> None:
    first, second = make_server(), make_server()
    first.start()
    started = postmaster(first)
    second.start()

    first.release()

    assert postmaster(second) == started
    assert ask(second, "SELECT 1") == 1
    second.release()
    assert not second.is_running()


def test_killed_client_does_not_keep_the_server_alive(make_server) -> None:
    server = make_server()
    client = subprocess.Popen([sys.executable, "-c", HOLD_AND_WAIT, str(server.directory)], stdout=subprocess.PIPE)
    assert client.stdout is not None
    assert client.stdout.readline() == b"holding\n"
    server.start()

    client.kill()
    client.communicate()
    server.release()

    assert not server.is_running()


def test_eight_starts_at_once_make_one_server(make_server) -> None:
    server = make_server()
    command = [sys.executable, "-c", HOLD_AND_WAIT, str(server.directory)]
    clients = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(8)]

    said = [client.stdout and client.stdout.readline() for client in clients]

    assert said == [b"holding\n"] * 8
    assert server.log.read_text().count("ready to accept connections") == 2  # one while made
    for client in clients:
        client.kill()
        client.communicate()
    server.start()


def test_committed_rows_survive_kill_9_of_the_postmaster(make_server) -> None:
    server = make_server(durable=True)
    server.start()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS n")

    os.kill(postmaster(server), signal.SIGKILL)
    while server.is_running():
        pass
    server.ensure_running()

    assert ask(server, "SELECT n FROM kept") == 7


def test_stale_postmaster_file_with_a_number_in_use_again_is_not_believed(make_server) -> None:
    server = make_server()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n")

    assert not server.is_running()
    server.start()

    assert ask(server, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["with space", "it's", "one, two", "ünïcödé", "long" * 50])
def test_path_of_any_shape_serves(make_server, name: str) -> None:
    server = make_server(name)

    server.start()

    assert ask(server, "SELECT 1") == 1


def test_moved_checkout_listens_in_its_new_place(make_server, tmp_path: Path) -> None:
    before = make_server("before")
    before.start()
    before.release()
    before.directory.rename(tmp_path / "after")

    after = make_server("after")
    after.start()

    assert ask(after, "SHOW unix_socket_directories") == str(after.socket_directory)


def test_cluster_of_another_version_is_refused_with_a_way_out(make_server) -> None:
    server = make_server()
    (server.data / "PG_VERSION").write_text("13\n")

    with pytest.raises(PostgresError, match="Set PG_BINDIR to PostgreSQL 13"):
        server.start()


def test_directory_of_another_account_is_refused(make_server, monkeypatch) -> None:
    server = make_server()
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)

    with pytest.raises(PostgresError, match="belongs to another account"):
        server.start()


def test_missing_binaries_say_what_to_set(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setattr(postgres_tools, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres_tools, "SYSTEM", tmp_path)

    with pytest.raises(PostgresError, match="DATABASE_URL"):
        postgres_tools.find_binaries()


def test_newest_system_binaries_serve_without_the_wheel(monkeypatch, tmp_path: Path) -> None:
    for version in ("9.6", "14", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setattr(postgres_tools, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres_tools, "SYSTEM", tmp_path)

    assert postgres_tools.find_binaries() == tmp_path / "17" / "bin"


@pytest.mark.parametrize(
    ("owner", "namespaces", "expected"),
    [(0, True, "--map-user=65534"), (0, False, "--reuid=65534"), (1234, True, "--reuid=1234")],
)
def test_root_runs_postgres_as_another_account(
    monkeypatch, tmp_path: Path, owner: int, namespaces: bool, expected: str
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_tools, "_owner", lambda path: (owner, owner))
    monkeypatch.setattr(postgres_tools, "_works", lambda prefix, binary: namespaces or prefix[0] != "unshare")
    monkeypatch.setattr(postgres_tools, "_hand_over", lambda owned, uid, gid: handed.append(uid))

    prefix = postgres_tools._identity([tmp_path], tmp_path / "postgres")

    assert expected in prefix
    assert handed == ([] if prefix[0] == "unshare" else [owner or 65534])


@pytest.mark.parametrize("directory", ["/srv/factreg/var/postgres", "/srv/" + "deep/" * 40])
def test_socket_fits_whatever_the_path(directory: str) -> None:
    found = socket_directory(Path(directory))

    assert len(os.fsencode(found)) <= LONGEST_SOCKET_DIRECTORY
    assert found == socket_directory(Path(directory))
