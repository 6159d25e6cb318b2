"""Whether the published tables are what the ledger says: made anew beside them, and compared row by row.

What is made lies in temporary tables that stand before the published ones, so that it is made by the very code that
publishes. Nothing that is served is touched, and publishing goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, models, transaction

from claims.ledger.apply import all_tables
from claims.ledger.rebuild import apply_all
from claims.upkeep.finding import MOST, Finding, Progress, the_first

_WAY_OUT = "`manage.py rebuild_published` makes the published tables anew, once `verify_log` finds the ledger right."
_RESTORE = "Restore a backup of before: `manage.py verify_log` names the first entry that was changed."
# Planning needs to know how many rows there are by now; nothing else looks after temporary tables.
_ANALYZE_EVERY = 50_000


def published_tables(progress: Progress) -> Iterator[Finding]:
    """Every row of the published tables against what the ledger gives."""
    with _one_state(), _beside() as schema:
        try:
            with transaction.atomic():
                _make(progress)
        except (DatabaseError, ObjectDoesNotExist, ValueError, LookupError, TypeError) as error:
            yield Finding("the ledger", f"can't be applied any more ({_first_line(error)}).", _RESTORE)
            return
        for model in all_tables():
            yield from the_first(_differences(model, schema))


@contextmanager
def _one_state() -> Iterator[None]:
    """A transaction that sees the registry as it is now, however long it takes; an outer one's view, inside of one."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _beside() -> Iterator[str]:
    """Empty copies of the published tables, which their names mean in here; gives the schema of the real ones."""
    tables = [model._meta.db_table for model in all_tables()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = %s::regclass", [tables[0]])
        (schema,) = cursor.fetchone()
    for table in tables:
        _run(f'CREATE TEMPORARY TABLE "{table}" (LIKE {schema}."{table}" INCLUDING ALL)')
    yield schema
    for table in tables:
        _run(f'DROP TABLE pg_temp."{table}"')


def _make(progress: Progress) -> None:
    applied = 0

    def count(entries: int) -> None:
        nonlocal applied
        if applied // _ANALYZE_EVERY != (applied + entries) // _ANALYZE_EVERY:
            _run("ANALYZE " + ", ".join(f'pg_temp."{model._meta.db_table}"' for model in all_tables()))
        applied += entries
        progress(entries)

    apply_all(progress=count)


def _differences(model: type[models.Model], schema: str) -> Iterator[Finding]:
    table = model._meta.db_table
    names = ", ".join(f'"{field.column}"' for field in model._meta.pk_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT to_jsonb(kept), to_jsonb(made)
            FROM {schema}."{table}" AS kept FULL JOIN pg_temp."{table}" AS made USING ({names})
            WHERE kept::record IS DISTINCT FROM made::record
            ORDER BY {names}
            LIMIT {MOST + 1}
            """
        )
        rows: Sequence[tuple[str | None, str | None]] = cursor.fetchall()
    for pair in rows:
        # Not by json.loads in the driver, which Django switches off.
        kept, made = (orjson.loads(row) if row else None for row in pair)
        yield Finding(_named(model, kept or made or {}), _wrong(kept, made), _WAY_OUT)


def _named(model: type[models.Model], row: dict[str, Any]) -> str:
    """By its address and position where it has these: `published claim su-25-downing, entry 7`."""
    name = str(row.get("slug") or row.get("word") or row.get("key"))
    return f"{model._meta.verbose_name} {name}" + (f", entry {row['seq']}" if "seq" in row else "")


def _wrong(kept: dict[str, Any] | None, made: dict[str, Any] | None) -> str:
    if kept is None:
        return "is missing; by the ledger it is there."
    if made is None:
        return "is there; by the ledger it is not."
    other = sorted(name for name in kept if kept[name] != made[name])
    return f"is not what the ledger says ({', '.join(other)})."


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
