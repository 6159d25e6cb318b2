"""Searching and counting in the workbench: names in any spelling, and no count of a whole table.

Where a name is searched is for the admin class to say, in `found_by`; how it is folded, for factreg.text.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest

from claims.admin.labels import label_of
from factreg.text import fold

COUNTED = 5_000
_LONGEST_TERM = 200


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


class FoldedSearch:
    """For admin classes: each word is looked for, folded, in each of the places of `found_by`."""

    # Paths to folded text, or to other text, which is searched as it stands; without any, the stock search holds.
    found_by: tuple[str, ...] = ()
    paginator = CappedPaginator

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not self.found_by:
            return super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        for word in fold(search_term[:_LONGEST_TERM].replace("\0", "")).split():
            queryset = queryset.filter(self._holding(word))
        return queryset, False

    def _holding(self, word: str) -> Q:
        """The rows that hold a word. Each place is asked on its own, by its own index."""
        holding = [
            {f"{path}__{'contains' if path.endswith('folded') else 'icontains'}": word} for path in self.found_by
        ]
        if len(holding) == 1:
            return Q(**holding[0])
        rows = self.model._base_manager.order_by().values("pk")  # type: ignore[attr-defined]
        first, *others = (rows.filter(**held) for held in holding)
        return Q(pk__in=first.union(*others, all=True))

    def best_first(self, request: HttpRequest, found: QuerySet[Any], term: str) -> QuerySet[Any]:
        """In a search box, what begins with the words comes first."""
        words = fold(term)
        if not words or self.found_by[:1] != ("folded",):
            return found
        begins = Case(When(folded__startswith=words, then=Value(0)), default=Value(1))
        return found.order_by(begins, *(self.get_ordering(request) or found.model._meta.ordering))  # type: ignore[attr-defined]

    def label_of(self, record: Any) -> str:
        return label_of(record)
