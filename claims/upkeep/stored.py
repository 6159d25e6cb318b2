"""Whether the constraints and triggers of our tables are there, and hold of every row.

They hold of what is written while they are there. What was written past them (triggers switched off, a restored dump,
an index that lost its order) is found by asking the rows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction

from claims.upkeep.finding import MOST, Finding, Progress, the_first

_MEND_ROW = "Mend the row as the database's owner, or restore a backup of before."
_ADD = "Add it again as its migration does, or restore a backup of before."


def constraints(progress: Progress) -> Iterator[Finding]:
    """Every constraint and trigger of every table."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows are asked, not indexes, which may be what is broken.
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        yield from _missing_triggers()
        yield from _switched_off()
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield from _missing_constraints(model)
                yield from the_first(_unchecked(model))
                for broken in (*_duplicates(model), *_leading_nowhere(model)):
                    yield from the_first(broken)
                progress(1)
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = on")


def _asked(query: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def _missing_triggers() -> Iterator[Finding]:
    for model, trigger in pgtrigger.registered():
        status, _ = trigger.get_installation_status(model)
        if status in ("UNINSTALLED", "OUTDATED"):
            state = "is missing" if status == "UNINSTALLED" else "is another than the code has"
            yield Finding(
                f"table {model._meta.db_table}",
                f"its trigger {trigger.name} {state}.",
                "`manage.py migrate` where a migration is missing; else `manage.py pgtrigger install`.",
            )


def _switched_off() -> Iterator[Finding]:
    """Those by which PostgreSQL holds references too."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    for table, trigger in _asked(
        """
        SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE tgenabled <> 'O' AND relname = ANY(%s) AND pg_table_is_visible(pg_class.oid) ORDER BY 1, 2
        """,
        [tables],
    ):
        yield Finding(
            f"table {table}", f"its trigger {trigger} is switched off.", f"ALTER TABLE {table} ENABLE TRIGGER ALL"
        )


def _missing_constraints(model: type[models.Model]) -> Iterator[Finding]:
    there = _asked(
        """
        SELECT conname FROM pg_constraint WHERE conrelid = %(table)s::regclass AND convalidated
        UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %(table)s::regclass AND indisvalid
        """,
        {"table": f'"{model._meta.db_table}"'},
    )
    names = {name.strip('"') for (name,) in there}
    for constraint in model._meta.constraints:
        if constraint.name not in names:
            yield Finding(
                f"table {model._meta.db_table}", f"its constraint {constraint.name} is missing or not valid.", _ADD
            )


def _row(model: type[models.Model], alias: str = "row") -> str:
    """SQL of what names a row: its address where it has one, else its primary key."""
    columns = [field.column for field in model._meta.concrete_fields]
    named = ["slug"] if "slug" in columns else [field.column for field in model._meta.pk_fields]
    listed = ", ".join(f'{alias}."{name}"' for name in named)
    return f"concat_ws(' ', {listed})"


def _found(model: type[models.Model], name: str, wrong: str) -> Finding:
    return Finding(f"{model._meta.verbose_name} {name}", wrong, _MEND_ROW)


def _unchecked(model: type[models.Model]) -> Iterator[Finding]:
    """Rows of which a CHECK does not hold, all of the table's in one pass."""
    checks = dict(
        _asked(
            """
            SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint
            WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname
            """,
            [f'"{model._meta.db_table}"'],
        )
    )
    if not checks:
        return
    failing = ", ".join(f"CASE WHEN NOT ({check}) THEN '{name}' END" for name, check in checks.items())
    table = model._meta.db_table
    for name, broken in _asked(
        f"""
        SELECT {_row(model, f'"{table}"')}, array_to_string(ARRAY[{failing}]::text[], ', ') FROM "{table}"
        WHERE {" OR ".join(f"NOT ({check})" for check in checks.values())} LIMIT {MOST + 1}
        """
    ):
        yield _found(model, name, f"breaks {broken}.")


def _duplicates(model: type[models.Model]) -> Iterator[Iterable[Finding]]:
    """What a unique index has to tell apart, and is there twice."""
    table = model._meta.db_table
    for index, parts, condition in _asked(
        """
        SELECT indexrelid::regclass::text,
               (SELECT array_agg(pg_get_indexdef(indexrelid, part, true) ORDER BY part)
                FROM generate_series(1, indnkeyatts) AS part),
               pg_get_expr(indpred, indrelid)
        FROM pg_index WHERE indrelid = %s::regclass AND indisunique ORDER BY 1
        """,
        [f'"{table}"'],
    ):
        held = [f"({condition})"] if condition else []
        where = " AND ".join([*held, *(f"({part}) IS NOT NULL" for part in parts)])
        rows = _asked(
            f"""
            SELECT concat_ws(', ', {", ".join(parts)}), count(*) FROM "{table}" WHERE {where}
            GROUP BY {", ".join(parts)} HAVING count(*) > 1 LIMIT {MOST + 1}
            """
        )
        yield (_found(model, value, f"is there {times} times, against {index}.") for value, times in rows)


def _leading_nowhere(model: type[models.Model]) -> Iterator[Iterable[Finding]]:
    """References to rows that are not there."""
    table = model._meta.db_table
    for name, target, pairs in _asked(
        """
        SELECT conname, confrelid::regclass::text,
               (SELECT json_agg(json_build_array(own.attname, other.attname))
                FROM unnest(conkey, confkey) AS pair(own, other)
                JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = pair.own
                JOIN pg_attribute AS other ON other.attrelid = confrelid AND other.attnum = pair.other)
        FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname
        """,
        [f'"{table}"'],
    ):
        yield _lost(model, name, target, dict(pairs))


def _lost(model: type[models.Model], name: str, target: str, columns: Mapping[str, str]) -> Iterator[Finding]:
    joined = " AND ".join(f'other."{theirs}" = row."{own}"' for own, theirs in columns.items())
    given = " AND ".join(f'row."{own}" IS NOT NULL' for own in columns)
    query = f"""
        SELECT {_row(model)} FROM "{model._meta.db_table}" AS row
        WHERE {given} AND NOT EXISTS (SELECT 1 FROM {target} AS other WHERE {joined}) LIMIT {MOST + 1}
    """
    for (row,) in _asked(query):
        yield _found(model, row, f"names a row of {target} that is not there ({name}).")
