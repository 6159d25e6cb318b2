"""Many rows at once into our own tables: COPY, and updates from arrays. Knows tables, not what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table that are written, not computed by the database."""
    return tuple(
        str(field.column)
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField | models.CompositePrimaryKey)
    )


def copy_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, given by column, through COPY."""
    if not rows:
        return
    names = columns(model)
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


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
            [list(ended), list(ended.values())],
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
