"""A request for a list, read once for API, exports and pages: its state, its filters, its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from claims.public import reading
from claims.public.filters.base import PublishedFilters
from claims.public.reading import Snapshot
from claims.public.resources import RELEVANCE, Resource
from factreg.pagination import Page, PageRequest
from factreg.parameters import Parameters, single
from factreg.problems import malformed

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

    def count(self) -> int:
        return int(self.rows(self.at).count())

    def page(self, request: PageRequest) -> Page:
        if request.order is not RELEVANCE:
            return reading.read_page(self.rows, request=request, at=self.at)
        words = self.filters.cleaned.get("q")
        if words is None:
            raise malformed("ordering", "relevance needs words to search for in q.")
        return reading.read_page(lambda at: reading.ranked(self.rows(at), words), request=request, at=self.at)


def snapshot_of(parameters: Parameters) -> Snapshot:
    """The state that `as_of` asks for, or the present."""
    return reading.snapshot(reading.moment_of(single(parameters, "as_of")))


def pinned(at: Snapshot, request: PageRequest) -> Snapshot:
    """The state that the cursor's first page showed, if there is a cursor."""
    if request.cursor is None:
        return at
    if request.cursor.position > at.head:
        raise malformed("cursor", "comes from another registry; begin without one.")
    return replace(at, position=request.cursor.position)
