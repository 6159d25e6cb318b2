"""The test database: one slot of the embedded PostgreSQL, or of DATABASE_URL, for each process.

Every test may use the database unless marked `no_database`. In ordinary tests `public` is the
very connection of `default`, so that it sees the test's uncommitted rows; `real_role` gives a
test the second connection and its limited role. What committed is undone by `restore` alone.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from factreg.embedded import VAR_DIR, make_secret_key, start_postgres

# Nothing has read the settings yet: the environment is prepared here, and Django set up below.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
if not os.environ.get("DATABASE_URL"):
    make_secret_key()
    os.environ["POSTGRES_DIR"] = os.environ.get("TEST_POSTGRES_DIR", str(VAR_DIR / "test-postgres"))
# At once, not in pytest_configure: the conftest files of the directories below import models.
django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test use both aliases, but those marked `no_database`."""
    for item in items:
        if item.get_closest_marker("no_database"):
            continue
        asked = item.get_closest_marker("django_db")
        arguments = {"databases": "__all__", **(asked.kwargs if asked else {})}
        item.add_marker(pytest.mark.django_db(**arguments), append=False)


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> None:
    """No collected static files, and passwords that cost no time."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Take a test database of our own, so that several runs can go on at once."""
    if settings.EMBEDDED_POSTGRES:
        start_postgres(settings.POSTGRES_DIR, durable=False)
    number, slot = take_slot(VAR_DIR / "test-slots")
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_factreg_{number}"
    yield
    slot.close()


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The real migrations, the public role with its grants, and a copy to restore from."""
    with django_db_blocker.unblock():
        # Roles belong to the whole server: several processes must not make them at once.
        with (VAR_DIR / "test-slots" / "roles").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            call_command("sync_roles", verbosity=0)
        copy_database(source=working_copy(), target=pristine())
    mirror_public()
    TransactionTestCase._fixture_teardown = restore
    yield
    with django_db_blocker.unblock(), connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{pristine()}" WITH (FORCE)')
        # A thread of the live server may still be closing its connection, and would keep the other from being dropped.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [working_copy()],
        )


class Mirror:
    """Whether `public` is the very connection of `default`, in whatever thread or event loop it is asked for."""

    on = True


def mirror_public() -> None:
    create = connections.create_connection

    def created(alias: str) -> BaseDatabaseWrapper:
        return connections["default"] if alias == "public" and Mirror.on else create(alias)

    connections.create_connection = created
    forget_public()


def forget_public() -> None:
    """Have the connection made anew when it is asked for next."""
    if hasattr(connections._connections, "public"):
        del connections["public"]


@pytest.fixture
def real_role(transactional_db: None) -> Iterator[None]:
    """`public` is a connection of its own, with the public role; it sees what was committed."""
    Mirror.on = False
    forget_public()
    yield
    connections["public"].close()
    Mirror.on = True
    forget_public()


def restore(test_case: TransactionTestCase) -> None:
    """Undo what a test committed: the ledger refuses TRUNCATE, so the database is made anew."""
    for connection in connections.all(initialized_only=True):
        connection.close()
    copy_database(source=pristine(), target=working_copy())


def copy_database(*, source: str, target: str) -> None:
    connections["default"].close()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def working_copy() -> str:
    return str(connections["default"].settings_dict["NAME"])


def pristine() -> str:
    return f"{working_copy()}_pristine"
