"""A published registry of any size, made by copying what was generated and published: of the size, not of the variety.

What is copied has addresses and words of its own; documents are the copied ones, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection

from claims.ledger.models import Head
from claims.ledger.published import PublishedClaim, PublishedStatement
from claims.public.searching.finding import TABLES

SEEDED = 5_000  # claims that are generated and published
COPIED = (*TABLES.values(), PublishedStatement)

_COPY = """
INSERT INTO "{table}" ({columns})
SELECT {values} FROM "{table}" AS version CROSS JOIN generate_series({first}, {last}) AS copy
WHERE to_seq IS NULL AND seq <= {head}
"""
_LEARN = """
INSERT INTO ledger_publishedword (word, name, sounds)
SELECT DISTINCT word, false, '{{}}'::text[] FROM (
    SELECT translate(substr(md5(number::text || copy), 1, 9), '0123456789', 'aeioubdgkl') AS word
    FROM generate_series(1, {many}) AS number CROSS JOIN generate_series({first}, {last}) AS copy
) AS made ON CONFLICT DO NOTHING
"""
# Copies that one statement makes, and from how many on the indexes are made anew afterwards, which is faster.
_AT_ONCE, _MANY = 10, 4


def grow(claims: int, progress: Any) -> None:
    """Copy what is published until there are that many claims."""
    head = Head.objects.get().seq
    first = round(PublishedClaim.objects.filter(to_seq=None).count() / SEEDED)
    copies = range(first, round(claims / SEEDED))
    with _without_indexes() if len(copies) >= _MANY else nullcontext():
        for begin in copies[::_AT_ONCE]:
            last = min(begin + _AT_ONCE, copies.stop) - 1
            with connection.cursor() as cursor:
                for model in COPIED:
                    cursor.execute(_copying(model, head, begin, last))
                cursor.execute(_LEARN.format(first=begin, last=last, many=SEEDED // 5))
            progress(SEEDED * (last - begin + 1))
    with connection.cursor() as cursor:
        if copies:
            cursor.execute(
                "INSERT INTO ledger_publishedentry (seq, at, action, type, key, version)"
                " SELECT %s, now(), 'published', 'claim', gen_random_uuid(), 1",
                [head * copies.stop],
            )
        cursor.execute("SELECT gin_clean_pending_list('claim_search'), gin_clean_pending_list('claim_facets')")
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Without the indexes that hold nothing together, which are made again."""
    tables = [model._meta.db_table for model in COPIED]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef NOT LIKE %s",
            [tables, "CREATE UNIQUE%"],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in found:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")


def _copying(model: Any, head: int, first: int, last: int) -> str:
    changed = {
        "seq": f"seq + {head} * copy",
        "first_seq": f"first_seq + {head} * copy",
        "updated_seq": f"updated_seq + {head} * copy",
        "key": "gen_random_uuid()",
        "slug": "left(slug, 80) || '-' || copy",
        "claim": "left(claim, 80) || '-' || copy",
        "folded": "folded || ' ' || translate(substr(md5(seq::text || copy), 1, 9), '0123456789', 'aeioubdgkl')",
    }
    names = [field.column for field in model._meta.concrete_fields if field.column and not field.generated]
    return _COPY.format(
        table=model._meta.db_table,
        columns=", ".join(f'"{name}"' for name in names),
        values=", ".join(changed.get(name, f'"{name}"') for name in names),
        head=head,
        first=first,
        last=last,
    )
