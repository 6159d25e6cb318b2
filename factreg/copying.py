"""Many rows at once into our own tables, by COPY. Triggers and constraints hold as for any insert.

Knows tables, not what they mean. The ORM's own way, one statement with a placeholder a value, takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection, models


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table that are written, not computed by the database."""
    return tuple(str(field.column) for field in _written(model))


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, given by column. The database stores the first while the next are still made."""
    names = columns(model)
    _copy(model, (map(row.__getitem__, names) for row in rows))


def copy_instances(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert instances as `bulk_create` does; those without an id get one of the table's sequence."""
    new = [row for row in rows if row.pk is None]
    for row, pk in zip(new, new_ids(model, len(new)), strict=True):
        row.pk = pk
    fields = _written(model)
    _copy(model, ((field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields) for row in rows))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def new_ids(model: type[models.Model], number: int) -> list[int]:
    """Ids of rows that are still to be inserted, from the table's own sequence."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],
        )
        return [row[0] for row in cursor.fetchall()]


@cache
def _written(model: type[models.Model]) -> tuple[Any, ...]:
    computed = (models.GeneratedField, models.CompositePrimaryKey)
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, computed))


def _copy(model: type[models.Model], rows: Iterable[Iterable[Any]]) -> None:
    coming = iter(rows)
    first = next(coming, None)
    if first is None:
        return
    listed = ", ".join(f'"{name}"' for name in columns(model))
    statement = f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN'
    # Django does not know of COPY, and tells what is raised there by other names.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in chain((first,), coming):
            copy.write_row([array(value) if type(value) is list else value for value in row])


def array(values: Iterable[Any]) -> str:
    """The literal of an array of texts, numbers or keys, none of them null.

    psycopg's own way there costs as much as all else that is done with a row.
    """
    texts = list(map(str, values))
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != max(0, len(texts) - 1):
        raise ValueError("PostgreSQL's texts hold no NUL.")
    quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace(_BETWEEN, '","')
    return f'{{"{quoted}"}}' if texts else "{}"


_BETWEEN = "\0"
