"""Many rows at once into our own tables: COPY, and updates from arrays. Knows tables, not what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import RawSQL


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table that are written, not computed by the database."""
    return tuple(
        str(field.column)
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField | models.CompositePrimaryKey)
    )


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, given by column, through COPY. The database stores the first while the next are still made."""
    coming = iter(rows)
    first = next(coming, None)
    if first is None:
        return
    names = columns(model)
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN') as copy:
        for row in chain((first,), coming):
            copy.write_row([_array(value) if type(value) is list else value for value in map(row.__getitem__, names)])


def _array(words: list[str]) -> str:
    """The literal of an array of texts; psycopg's own way there costs as much as the rest of the row."""
    quoted = [word.replace("\\", "\\\\").replace('"', '\\"') for word in words]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def among(values: Iterable[Any], kind: str) -> RawSQL:
    """For `__in`, as one array: a list of a thousand values takes Django longer than reading the rows."""
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])  # noqa: S611 - `kind` is a word of ours


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
