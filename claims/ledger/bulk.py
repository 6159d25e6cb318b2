"""Many rows at once of our own tables: updates from arrays. Knows tables, not what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.errors import InFailedSqlTransaction

from factreg.copying import array


@contextmanager
def meanwhile(statement: str, params: Sequence[Any]) -> Iterator[None]:
    """Have the database execute a statement of this transaction while the block computes.

    What the block itself asks waits for it: a connection does one thing at a time. Where one of both fails, so does all
    that the other asks then; the error that came first is what is raised.
    """
    connection.ensure_connection()
    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(connection.connection.execute, statement, params)
        try:
            yield
        except Exception:
            if isinstance(running.exception(), InFailedSqlTransaction):
                raise
            _raise_error_of(running)
            raise
        _raise_error_of(running)


def _raise_error_of(running: Future[Any]) -> None:
    with connection.wrap_database_errors:
        running.result()


def close_versions(model: type[models.Model], ended: Mapping[UUID, int]) -> None:
    """End the current versions of the records with these keys, each at its position."""
    if not ended:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE "{model._meta.db_table}" AS version SET to_seq = ended.seq
            FROM unnest(%s::uuid[], %s::bigint[]) AS ended(key, seq)
            WHERE version.key = ended.key AND version.to_seq IS NULL
            """,
            [array(ended), array(ended.values())],
        )


def upsert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert rows or bring those of the same primary key up to them."""
    pk = model._meta.pk.name
    model._default_manager.bulk_create(
        list(rows),
        update_conflicts=True,
        unique_fields=[pk],
        update_fields=[field.name for field in model._meta.local_concrete_fields if field.name != pk],
    )
