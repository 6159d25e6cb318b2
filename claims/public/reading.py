"""Reading what is published: at which position, one record by its address, a page of a list.

The only place that asks the published tables for documents. Documents come as stored, as text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import ValidationError
from django.db.models import FloatField, Max, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from claims.ledger.published import PublishedEntry, PublishedRecord, Version
from factreg.filters import LastMomentField
from factreg.pagination import Page, PageRequest, page_of
from factreg.problems import malformed

# How many matches, newest first, are ranked for `relevance`: ranking all would walk the table.
MOST_RANKED = 2_000

EVERY = Q()
_HEAD = RawSQL(f'(SELECT max(seq) FROM "{PublishedEntry._meta.db_table}")', [])  # noqa: S608, S611


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the registry that a request reads.

    `position` is where it reads, `head` the ledger's end when it began. `as_of` tells that an
    earlier time was asked for: then what has been withdrawn since is still shown.
    """

    position: int
    head: int
    as_of: bool = False

    def of(self, model: type[Version]) -> QuerySet[Any]:
        """The versions that this state shows."""
        versions = model.objects.using("public")
        if self.as_of:
            return versions.at(self.position)
        if self.position == self.head:
            return versions.current()
        return versions.at(self.position).not_taken_down()


@dataclass(frozen=True, slots=True)
class Found:
    """A record's version as it is served."""

    key: UUID
    version: int
    seq: int
    document: str


def head() -> int:
    """The ledger's last position; 0 while it is empty."""
    found = PublishedEntry.objects.using("public").aggregate(seq=Max("seq"))
    return found["seq"] or 0


def snapshot(as_of: datetime | None = None) -> Snapshot:
    """The present state, or that of an earlier time."""
    now = head()
    if as_of is None:
        return Snapshot(now, now)
    earlier = PublishedEntry.objects.using("public").filter(at__lte=as_of).order_by("-at")
    return Snapshot(earlier.values_list("seq", flat=True).first() or 0, now, as_of=True)


def moment_of(as_of: str | None) -> datetime | None:
    """The time that the parameter `as_of` names: of a day its last moment, of today now."""
    if as_of is None:
        return None
    try:
        moment = LastMomentField().clean(as_of)
    except ValidationError as error:
        raise malformed("as_of", " ".join(error.messages)) from error
    now = timezone.now()
    if moment > now and as_of != now.date().isoformat():
        raise malformed("as_of", "lies in the future.")
    return min(moment, now)


def find(model: type[Version], slug: str, at: Snapshot, *, also: Q = EVERY) -> Found | None:
    """The record of that address as the state shows it, if it does and `also` holds of it."""
    versions = at.of(model).filter(also, slug=slug)
    row = next(iter(versions.values_list("key", "version", "seq", "document")[:1]), None)
    return Found(*row) if row else None


def was_public(model: type[Version], slug: str) -> bool:
    """Whether there was ever a version at that address."""
    return model.objects.using("public").filter(slug=slug).exists()


def record(type_: str, slug: str) -> PublishedRecord | None:
    """What is known of an address that was ever public."""
    return PublishedRecord.objects.using("public").filter(type=type_, slug=slug).first()


def read_page(query: Callable[[Snapshot], QuerySet[Any]], *, request: PageRequest, at: Snapshot) -> Page:
    """The page that was asked for, of the rows that `query` finds in a state.

    The present is read by its own, faster indexes. Should the ledger grow between finding its
    end and reading the rows, they are read again as they were: all pages show one position.
    """
    rows = _rows(query(at), request)
    if at.position == at.head and not at.as_of and (not rows or rows[0][-1] != at.head):
        rows = _rows(query(replace(at, head=at.head + 1)), request)
    return page_of(rows, request=request, position=at.position)


def ranked(matches: QuerySet[Any], words: SearchQuery) -> QuerySet[Any]:
    """The newest matches with their `rank`: candidates first, so that common words stay cheap."""
    newest = matches.order_by("-first_seq").values("seq")[:MOST_RANKED]
    rank = Cast(SearchRank("search", words), FloatField())
    versions = matches.model.objects.using("public")
    return versions.filter(seq__in=Subquery(newest)).annotate(rank=rank)


def _rows(versions: QuerySet[Any], request: PageRequest) -> list[tuple[Any, ...]]:
    backward = request.cursor is not None and request.cursor.backward
    if expressions := request.order.expressions():
        versions = versions.annotate(**expressions)
    if request.cursor:
        behind = request.order.beyond(request.cursor.values, backward=backward)
        versions = versions.filter(behind)
    versions = versions.order_by(*request.order.order_by(backward=backward))
    columns = request.order.columns()
    return list(versions.values_list("document", *columns, _HEAD)[: request.size + 1])
