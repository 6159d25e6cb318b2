"""The databases of a test run: one migrated for all, of which every process works on copies of its own.

Migrating takes longer than most files of tests. What was migrated is kept in the cluster under a name that tells what
the migrations were made from, and made anew once that has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connections
from psycopg import sql

from factreg.embedded import BASE_DIR, VAR_DIR

SLOTS = VAR_DIR / "test-slots"
MIGRATED = "test_factreg_migrated_"
# No migration reads these: the rooms that they may import from do not import them (tests/test_architecture.py).
_ABOVE_MIGRATIONS = tuple(BASE_DIR / "claims" / room for room in ("public", "admin", "upkeep"))


def take_slot(directory: Path) -> tuple[int, IO[str]]:
    """The lowest number that no running process holds, and the lock that holds it."""
    directory.mkdir(parents=True, exist_ok=True)
    number = 0
    while True:
        slot = (directory / str(number)).open("w")
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            slot.close()
            number += 1
        else:
            return number, slot


@contextmanager
def alone() -> Iterator[None]:
    """What belongs to the whole server, roles and the migrated database, is made by one process at a time."""
    with (SLOTS / "server").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_working_copy() -> None:
    """Migrate, unless that was done with the same code, and name a copy of it the database of both aliases."""
    default = connections["default"]
    migrated = f"{MIGRATED}{_fingerprint()}"
    name = default.settings_dict["TEST"]["NAME"]
    if migrated in _kept():
        default.close()
        default.settings_dict["NAME"] = name
        copy_database(source=migrated, target=name)
    else:
        default.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        _keep(migrated)
    connections["public"].creation.set_as_test_mirror(default.settings_dict)


def working_copy() -> str:
    return str(connections["default"].settings_dict["NAME"])


def pristine() -> str:
    return f"{working_copy()}_pristine"


def copy_database(*, source: str, target: str) -> None:
    drop_database(target)
    _execute("CREATE DATABASE {} TEMPLATE {}", target, source)


def drop_database(name: str) -> None:
    """Whoever is connected; a thread of the live server may still be closing its connection."""
    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def starting_with(publish: Callable[[], None]) -> Iterator[None]:
    """Have every test begin with what this publishes, once, where it would have begun with an empty registry."""
    empty = f"{working_copy()}_empty"
    drop_database(empty)
    _execute("ALTER DATABASE {} RENAME TO {}", pristine(), empty)
    try:
        publish()
        copy_database(source=working_copy(), target=pristine())
        yield
    finally:
        drop_database(pristine())
        _execute("ALTER DATABASE {} RENAME TO {}", empty, pristine())
        copy_database(source=pristine(), target=working_copy())


def _keep(migrated: str) -> None:
    """Keep a copy of what is migrated now, instead of what was from other code."""
    for outdated in _kept():
        drop_database(outdated)
    # Under its name only once it is whole.
    copy_database(source=working_copy(), target=f"{MIGRATED}unfinished")
    _execute("ALTER DATABASE {} RENAME TO {}", f"{MIGRATED}unfinished", migrated)


def _kept() -> list[str]:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)", [MIGRATED])
        return [name for (name,) in cursor.fetchall()]


def _execute(statement: str, *names: str) -> None:
    connections["default"].close()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _fingerprint() -> str:
    """Of all code that a migration may run, and of the versions of the packages."""
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for room in ("factreg", "sources", "claims"):
        for path in sorted((BASE_DIR / room).rglob("*.py")):
            if not any(path.is_relative_to(above) for above in _ABOVE_MIGRATIONS):
                digest.update(f"\0{path.relative_to(BASE_DIR)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
