"""The test database: one slot of the embedded PostgreSQL, or of DATABASE_URL, for each process.

Every test may use the database unless marked `no_database`. In ordinary tests `public` is the
very connection of `default`, so that it sees the test's uncommitted rows; `real_role` gives a
test the second connection and its limited role. What committed is undone by `restore` alone.
"""

import os
from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, TransactionTestCase

from factreg.embedded import VAR_DIR, make_secret_key, start_postgres
from tests import databases

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
    keep_all_processes_busy(items)


def keep_all_processes_busy(items: list[pytest.Item]) -> None:
    """While one process migrates, the others would wait for it: files that ask no database come after the first."""
    asking = {item.path for item in items if not item.get_closest_marker("no_database")}
    first = next((item.path for item in items if item.path in asking), None)
    items.sort(key=lambda item: (item.path != first, item.path in asking))


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> None:
    """No collected static files, passwords that cost no time, no limits of requests, no list of takedowns."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Each client looks through all files there: hundreds, once `make run` has collected them.
    settings.STATIC_ROOT = VAR_DIR / "not-collected"
    settings.RATE_LIMIT_ADDRESS = settings.RATE_LIMIT_KEY = None
    settings.TAKEDOWN_LIST = ""
    settings.DEMO_LOG_INS = {"annotator", "editor", "admin"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def staff_comes_with_a_second_factor() -> None:
    """`force_login` is a whole log-in, a code included; what happens without one is tested in tests/access."""
    from tests.logging_in import log_in_with_both_factors

    Client._login = log_in_with_both_factors


@pytest.fixture(autouse=True)
def places_for_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as anybody asks for: tests look at downloads that they do not read to the end."""
    from factreg import downloads

    monkeypatch.setattr(downloads, "PLACES", downloads.Places(1_000))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Answers are kept by positions of the ledger, which come again in each test."""
    from tests.forgetting import forget_answers

    forget_answers()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Take a test database of our own, so that several runs can go on at once."""
    if settings.EMBEDDED_POSTGRES:
        start_postgres(settings.POSTGRES_DIR, durable=False)
    number, slot = databases.take_slot(databases.SLOTS)
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_factreg_{number}"
    yield
    slot.close()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The real migrations, the public role with its grants, and a copy to restore from."""
    with django_db_blocker.unblock():
        with databases.alone():
            databases.make_working_copy()
            call_command("sync_roles", verbosity=0)
        databases.copy_database(source=databases.working_copy(), target=databases.pristine())
    mirror_public()
    TransactionTestCase._fixture_teardown = restore
    yield
    with django_db_blocker.unblock():
        for name in (databases.pristine(), databases.working_copy()):
            databases.drop_database(name)


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
    databases.copy_database(source=databases.pristine(), target=databases.working_copy())
