"""Queries composed by the ORM once and run as they are from then on.

Composing costs as much as reading a page. What a statement is remembered by must hold all that
it depends on; the rows come as the database driver makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """How a query is composed, what it is remembered by, and the statement that it stands in."""

    name: Hashable
    compose: Callable[[], QuerySet[Any]] = field(compare=False)
    frame: str = "{}"


def rows(composition: Composition, *, using: str) -> list[Row]:
    """The rows of the query."""
    sql, params = _statement(composition, using)
    if not sql:
        return []
    with connections[using].cursor() as cursor:
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
