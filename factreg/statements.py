"""Queries composed by the ORM once and run as they are from then on.

Composing costs as much as reading a page, and so does making a page of documents into text and
back. What a statement is remembered by must hold all that it depends on; the rows come as the
database driver makes them, but text (not varchar) as its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from psycopg.abc import Buffer
from psycopg.adapt import Loader

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """How a query is composed, what it is remembered by, and the statement that it stands in."""

    name: Hashable
    compose: Callable[[], QuerySet[Any]] = field(compare=False)
    frame: str = "{}"


class _Bytes(Loader):
    """Text in UTF-8, as it came."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def rows(composition: Composition, *, using: str) -> list[Row]:
    """The rows of the query, text as bytes."""
    sql, params = _statement(composition, using)
    if not sql:
        return []
    with connections[using].cursor() as cursor:
        cursor.adapters.register_loader("text", _Bytes)
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def name_of(values: Mapping[str, Any]) -> Hashable:
    """The values as something to remember a composition by."""
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(values.items()))


@lru_cache(maxsize=1_000)
def _statement(composition: Composition, using: str) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = composition.compose().query.get_compiler(using).as_sql()
    except EmptyResultSet:
        return "", ()
    return composition.frame.format(sql), tuple(params)
