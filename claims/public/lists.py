"""A request for a list, read once for API, exports and pages: its state, its filters, its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from claims.public import reading
from claims.public.filters.base import PublishedFilters
from claims.public.reading import PRESENT, Snapshot
from claims.public.resources import RELEVANCE, Resource
from factreg.ordering import Order
from factreg.pagination import Page, PageRequest
from factreg.parameters import Parameters, single
from factreg.patience import TooSlow, patience
from factreg.problems import Problem, malformed
from factreg.replicas import refer_to_primary
from factreg.search_terms import Sought
from factreg.statements import name_of

T = TypeVar("T")

# Ways to look for words, and the seconds that a statement may take by each: the one that the database chooses, and by
# the indexes alone, whatever plan is remembered.
_BY_INDEXES = {"enable_seqscan": "off", "enable_indexscan": "off", "plan_cache_mode": "force_custom_plan"}
WAYS: tuple[tuple[float, Mapping[str, str]], ...] = ((0.3, {}), (0.5, _BY_INDEXES))
NARROWER = "Ask for more or rarer words, or narrow the list by event, actor or kind."

PAGING = ("ordering", "page_size", "cursor", "count")


@dataclass(frozen=True)
class Listing:
    """The rows of a resource that the parameters ask for, in one state of the registry."""

    resource: Resource
    parameters: Parameters
    at: Snapshot
    filters: PublishedFilters

    @classmethod
    def read(cls, resource: Resource, parameters: Parameters, *, at: Snapshot) -> Listing:
        """`Problem` 400 for a value that can't be read or a name that there is not."""
        return cls(resource, parameters, at, resource.filters(parameters, position=at.position))

    def rows(self, at: Snapshot) -> QuerySet[Any]:
        return self.filters.narrow(at.of(self.resource.model)).filter(self.resource.listed)

    def without(self, names: Iterable[str]) -> QuerySet[Any]:
        """The rows that there would be without some of the filters."""
        return self.filters.without(names).narrow(self.at.of(self.resource.model)).filter(self.resource.listed)

    def ranked(self, words: SearchQuery, at: Snapshot) -> QuerySet[Any]:
        return reading.ranked(self.rows(at), words)

    def in_order(self, order: Order) -> QuerySet[Any]:
        """All rows, as the pages of the list show them one after another."""
        return order.whole(self.ranked(self._words(), self.at) if order is RELEVANCE else self.rows(self.at))

    def count(self, position: int) -> int:
        """All rows, at the position of a page of them."""
        at = Snapshot(position, position) if self.at.position == PRESENT else self.at
        return self._in_time(
            partial(reading.count, self.rows, at=at), "Leave out count, or ask for more or rarer words."
        )

    def page(self, request: PageRequest) -> Page:
        query: reading.Query = self.rows
        if request.order is RELEVANCE:
            query = partial(self.ranked, self._words())
        name = (self.resource.name, name_of(self.filters.cleaned))
        return self._in_time(partial(reading.read_page, query, name=name, request=request, at=self.at), NARROWER)

    def _in_time(self, read: Callable[[], T], advice: str) -> T:
        """What is read, in bounded time where words are sought: `Problem` 503 where neither way is quick enough.

        The database goes through the rows in their order until enough hold the words, if it thinks that many do. It
        errs with phrases whose words are common and are nowhere beside each other: then the indexes are asked.
        """
        if "q" not in self.filters.cleaned:
            return read()
        for seconds, settings in WAYS:
            with suppress(TooSlow), patience(seconds, using="public", settings=settings):
                return read()
        detail = f"q: looking for these words took too long. {advice}"
        problem = Problem(503, "too-slow", detail, parameter="q")
        problem.headers["Retry-After"] = "10"
        raise problem

    def _words(self) -> SearchQuery:
        sought: Sought | None = self.filters.cleaned.get("q")
        if sought is None:
            raise malformed("ordering", "relevance needs words to search for in q.")
        return sought.query


def snapshot_of(parameters: Parameters) -> Snapshot:
    """The state that `as_of` asks for, or the present."""
    return reading.snapshot(reading.moment_of(single(parameters, "as_of")))


def state_for(resource: Resource, parameters: Parameters, *, conditional: bool = False) -> Snapshot:
    """The same, without a query of its own where the rows will tell the position.

    Names, cursors and conditional requests need to know it before.
    """
    known_first = conditional or "cursor" in parameters or resource.filters.name_records(parameters)
    if known_first or "as_of" in parameters:
        return snapshot_of(parameters)
    return reading.present()


def pinned(at: Snapshot, request: PageRequest) -> Snapshot:
    """The state that the cursor's first page showed, if there is a cursor."""
    if request.cursor is None:
        return at
    if request.cursor.position > at.head:
        refer_to_primary()
        raise malformed("cursor", "comes from another registry; begin without one.")
    return replace(at, position=request.cursor.position)
