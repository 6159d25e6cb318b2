"""The orders of a list, and where in one a page begins: keyset conditions that indexes can use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, OrderBy, Q, QuerySet, Value

LARGEST = 2**63 - 1
# The first key of an order that puts some rows last, whichever way the others go.
IN_LAST = "in_last"


@dataclass(frozen=True, slots=True)
class Key:
    """A column that rows are ordered by; `kind` is the type of its values, which are never null."""

    column: str
    descending: bool = False
    kind: type = int

    def order_by(self, *, backward: bool) -> OrderBy:
        column = F(self.column)
        return column.desc() if self.descending != backward else column.asc()

    def beyond(self, value: Any, *, backward: bool) -> Q:
        """Rows strictly behind the value, or before it when reading backward."""
        lookup = "lt" if self.descending != backward else "gt"
        return Q(**{f"{self.column}__{lookup}": value})

    def from_there(self, value: Any, *, backward: bool) -> Q:
        """The same with the value itself."""
        lookup = "lte" if self.descending != backward else "gte"
        return Q(**{f"{self.column}__{lookup}": value})

    def read(self, value: Any) -> Any:
        """The value from a cursor; ValueError where it is not of the column's kind."""
        if self.kind is datetime and isinstance(value, str):
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment
        elif type(value) is self.kind and (not isinstance(value, int) or 0 <= value <= LARGEST):
            return value
        raise ValueError(self.column)


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """An order of a list. Its keys together are unique, so that no two rows tie.

    Rows whose first key is at least `last_from` come behind all others; whether it is stands then
    first among a row's values.
    """

    name: str
    keys: tuple[Key, ...]
    help: str
    last_from: Any = None

    @property
    def values(self) -> tuple[Key, ...]:
        """What a cursor holds of a row."""
        return self.keys if self.last_from is None else (Key(IN_LAST, kind=bool), *self.keys)

    def page(
        self, rows: QuerySet[Any], column: str, *, behind: Sequence[Any], backward: bool, size: int
    ) -> QuerySet[Any]:
        """The first `size` rows in this order, behind a row of these values if any are given.

        A row comes as the column and the values of the order.
        """
        if self.last_from is None:
            return self._run(rows, column, (), behind, backward)[:size]
        kept = list(self._runs(behind, backward))
        runs = [self._run(rows.filter(self._is_in_last(last)), column, (last,), rest, backward) for last, rest in kept]
        if len(runs) == 1:
            return runs[0][:size]
        both = runs[0][:size].union(runs[1][:size], all=True)
        return both.order_by(*(key.order_by(backward=backward) for key in self.values))[:size]

    def whole(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All rows in this order."""
        keys = [key.order_by(backward=False) for key in self.keys]
        if self.last_from is not None:
            keys.insert(0, ExpressionWrapper(self._is_in_last(True), output_field=BooleanField()).asc())
        return rows.order_by(*keys)

    def _runs(self, behind: Sequence[Any], backward: bool) -> Iterator[tuple[bool, Sequence[Any]]]:
        """Whether in last, and behind which values: those of the two runs that are not passed."""
        for last in (False, True):
            if not behind or behind[0] == last:
                yield last, behind[1:]
            elif (last > behind[0]) != backward:
                yield last, ()

    def _is_in_last(self, last: bool) -> Q:
        return Q(**{f"{self.keys[0].column}__{'gte' if last else 'lt'}": self.last_from})

    def _run(
        self,
        rows: QuerySet[Any],
        column: str,
        first: Sequence[bool],
        behind: Sequence[Any],
        backward: bool,
    ) -> QuerySet[Any]:
        if behind:
            rows = rows.filter(self.beyond(behind, backward=backward))
        if first:
            rows = rows.annotate(**{IN_LAST: Value(first[0], output_field=BooleanField())})
        ordered = rows.order_by(*(key.order_by(backward=backward) for key in self.keys))
        return ordered.values_list(column, *(key.column for key in self.values))

    def beyond(self, values: Sequence[Any], *, backward: bool) -> Q:
        """The rows behind these values of the keys, or before them when reading backward.

        The first key's bound is given on its own as well, which is what an index can use.
        """
        condition = Q()
        for key, value in reversed(list(zip(self.keys, values, strict=True))):
            behind = key.beyond(value, backward=backward)
            condition = behind | (Q(**{key.column: value}) & condition) if condition else behind
        if len(self.keys) > 1:
            condition = self.keys[0].from_there(values[0], backward=backward) & condition
        return condition
