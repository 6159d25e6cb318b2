"""Searching and counting in the workbench: names in any spelling, and no count of a whole table.

Where a name is searched is for the admin class to say, in `found_by`; how it is folded, for factreg.text.
"""

from __future__ import annotations

from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When
from django.http import HttpRequest

from claims.admin.labels import label_of
from factreg.text import fold

COUNTED = 1_000
# A word that so many rows of one place hold is looked for row by row: most rows hold it, and the first are soon found.
COMMON = 5_000
_LONGEST_TERM, _MOST_WORDS = 200, 6


_COUNT = '(SELECT count(*) FROM (SELECT 1 FROM "{table}" WHERE folded LIKE %s LIMIT {limit}) AS found)'
# The indexes know three letters in a row, where a word begins two. So of shorter words only beginnings are looked for.
_SHORT = 2
_BEFORE_A_WORD = (" ", "-", "(", '"')


class AtLeast(int):
    """A number of rows that was not counted to its end."""

    def __str__(self) -> str:
        return f"{int(self)} or more"


class CappedPaginator(Paginator):
    """Counts to a limit: a list of hundreds of thousands is searched and filtered, not leafed through."""

    @cached_property
    def count(self) -> int:
        counted = int(self.object_list.order_by()[: COUNTED + 1].count())
        return AtLeast(COUNTED) if counted > COUNTED else counted


class _Among(Func):
    """Whether a value is in an array: found first, and once, where a subquery may be asked anew for each row."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class FoldedSearch:
    """For admin classes: each word is looked for, folded, in each of the places of `found_by`."""

    # Paths to folded text, or to other text, which is searched as it stands; without any, the stock search holds.
    found_by: tuple[str, ...] = ()
    # Whether a search box has what begins with the words first; where names are long and many, their own order is.
    beginnings_first = True
    paginator = CappedPaginator
    list_per_page = 50

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not self.found_by:
            return super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        words = list(dict.fromkeys(fold(search_term[:_LONGEST_TERM].replace("\0", "")).split()))[:_MOST_WORDS]
        common = self._common(words)
        for word in words:
            queryset = queryset.filter(self._holding(word, row_by_row=word in common))
        return queryset, False

    def _holding(self, word: str, *, row_by_row: bool) -> Q:
        """The rows that hold a word: of a rare one, each place is asked on its own, by its own index."""
        held = [_holds(path, word) for path in self.found_by]
        if len(held) == 1 or row_by_row:
            return reduce(or_, held)
        rows = self.model._default_manager.order_by().values("pk")  # type: ignore[attr-defined]
        first, *others = (rows.filter(each) for each in held)
        return Q(_Among(F("pk"), ArraySubquery(first.union(*others, all=True))))

    def _common(self, words: list[str]) -> set[str]:
        """Which of the words a great many rows of a place hold; one query."""
        opts = self.model._meta  # type: ignore[attr-defined]
        if len(self.found_by) == 1 or any(lookup_spawns_duplicates(opts, path) for path in self.found_by):
            return set()
        tables = dict.fromkeys(
            _table(opts, path.removesuffix("__folded")) for path in self.found_by if path.endswith("folded")
        )
        asked = [(word, table) for word in words for table in tables]
        counts = ", ".join(_COUNT.format(table=table, limit=COMMON + 1) for _, table in asked)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {counts or 0}", [_pattern(word) for word, _ in asked])
            found = cursor.fetchone()
        return {word for (word, _), many in zip(asked, found, strict=False) if many > COMMON}

    def best_first(self, request: HttpRequest, found: QuerySet[Any], term: str) -> QuerySet[Any]:
        """In a search box, what begins with the words comes first."""
        words = fold(term)
        if not words or not self.beginnings_first or self.found_by[:1] != ("folded",):
            return found
        begins = Case(When(folded__startswith=words, then=Value(0)), default=Value(1))
        return found.order_by(begins, *(self.get_ordering(request) or found.model._meta.ordering))  # type: ignore[attr-defined]

    def label_of(self, record: Any) -> str:
        return label_of(record)


def _holds(path: str, word: str) -> Q:
    if not path.endswith("folded"):
        return Q(**{f"{path}__icontains": word})
    if not _is_short(word):
        return Q(**{f"{path}__contains": word})
    return reduce(
        or_,
        (Q(**{f"{path}__contains": f"{mark}{word}"}) for mark in _BEFORE_A_WORD),
        Q(**{f"{path}__startswith": word}),
    )


def _pattern(word: str) -> str:
    """Nearly the same as `_holds`, for LIKE: enough to know whether a word is common."""
    escaped = connection.ops.prep_for_like_query(word)
    return f"% {escaped}%" if _is_short(word) else f"%{escaped}%"


def _is_short(word: str) -> bool:
    """Whether a word is too short to be looked for inside others; in scripts without spaces, none is."""
    return word.isascii() and word.isalnum() and len(word) <= _SHORT


def _table(opts: Any, path: str) -> str:
    """The table that a path of foreign keys leads to; the model's own for `folded` itself."""
    for name in path.split("__") if path != "folded" else ():
        opts = opts.get_field(name).remote_field.model._meta
    return str(opts.db_table)
