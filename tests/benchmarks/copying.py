"""Rows of editorial tables, many at a time: defaults filled in, dates spanned, sent by COPY, ids kept in step.

Constraints and triggers of the database hold as ever; what a form would check beyond them is for the caller.
"""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Max

from claims.models.terms import TermsField
from claims.rules.terms import terms_of
from factreg.edtf_dates import parse
from factreg.fields import DerivedMoment, FoldedText
from factreg.text import fold


class Table:
    """Rows gathered for one table; `add` gives a row's id, `flush` sends them."""

    def __init__(self, model: type[models.Model], random: Random) -> None:
        self.model = model
        self._random = random
        fields = model._meta.local_concrete_fields
        self._columns = [str(field.column) for field in fields]
        self._places = {column: place for place, column in enumerate(self._columns)}
        self._blank = [_default(field) for field in fields]
        self._moments = [
            (self._places[field.column], self._places[field.of], field.part)
            for field in fields
            if isinstance(field, DerivedMoment)
        ]
        self._folded = [
            (self._places[field.column], [self._places[name] for name in field.of])
            for field in fields
            if isinstance(field, FoldedText)
        ]
        self._terms = [
            (self._places[field.column], [self._places[name] for name in field.of])
            for field in fields
            if isinstance(field, TermsField)
        ]
        self._rows: list[list[Any]] = []
        self._last_id = model._default_manager.aggregate(last=Max("pk"))["last"] or 0

    def add(self, **values: Any) -> int:
        """One row more, by column; what is not given has its field's default."""
        row = self._blank.copy()
        for column, value in values.items():
            row[self._places[column]] = value
        for place, of, part in self._moments:
            row[place] = getattr(parse(row[of]), part) if row[of] else None
        for place, parts in self._folded:
            row[place] = fold(" ".join(row[part] for part in parts if row[part]))
        for place, parts in self._terms:
            row[place] = terms_of(*(row[part] for part in parts))
        if "key" in self._places:
            row[self._places["key"]] = UUID(int=self._random.getrandbits(128), version=4)
        self._last_id += 1
        row[self._places["id"]] = self._last_id
        self._rows.append(row)
        return self._last_id

    def flush(self) -> None:
        """Send the rows, and let the table count on from the last id."""
        if not self._rows:
            return
        table, columns = self.model._meta.db_table, ", ".join(f'"{name}"' for name in self._columns)
        with connection.cursor() as cursor:
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in self._rows:
                    copy.write_row(row)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{table}"', self._last_id])
        self._rows.clear()


def _default(field: models.Field[Any, Any]) -> Any:
    return field.get_default() if field.has_default() or not field.null else None
