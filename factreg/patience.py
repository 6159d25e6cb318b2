"""Statements that may take only so long. What they were to find is then missing, which the caller says; no error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import OperationalError, connections, transaction
from psycopg.errors import QueryCanceled


class TooSlow(Exception):
    """A statement took longer than it may."""


@contextmanager
def patience(seconds: float, *, using: str, settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """Each statement inside may take so long, else `TooSlow`. For reading only.

    `settings` of the database hold inside as well.
    """
    inside = connections[using].in_atomic_block
    try:
        with transaction.atomic(using=using):
            with connections[using].cursor() as cursor:
                limit = f"{max(1, round(seconds * 1000))}ms"
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
                for name, value in (settings or {}).items():
                    cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
            yield
            # The limit ends with its transaction; with a savepoint only if that is rolled back. A transaction is not:
            # the driver would forget all prepared statements.
            if inside:
                transaction.set_rollback(True, using=using)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise
