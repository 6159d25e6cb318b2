"""Reading what is published: at which position, one record by its address, a page of a list.

The only place that asks the published tables for documents. Documents come as stored, as text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import Count, F, FloatField, Max, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from claims.ledger.published import (
    PublishedAssessment,
    PublishedEntry,
    PublishedRecord,
    PublishedStatement,
    Version,
)
from claims.public.changes import TABLES
from factreg.filter_fields import LastMomentField
from factreg.pagination import Page, PageRequest, page_of
from factreg.problems import malformed
from factreg.statements import Composition, Row, rows

# How many matches, newest first, are ranked for `relevance`: ranking all would walk the table.
MOST_RANKED = 1_000

EVERY = Q()
# Where a request reads what is public now, whichever position that is.
PRESENT = -1

_HEAD_QUERY = f'SELECT coalesce(max(seq), 0) FROM "{PublishedEntry._meta.db_table}"'  # noqa: S608
_HEAD = RawSQL(f"({_HEAD_QUERY})", [])  # noqa: S611
# One row at least, so that the ledger's end is told with an empty page too.
_WITH_HEAD = f"SELECT page.*, head.seq FROM ({_HEAD_QUERY}) AS head(seq) LEFT JOIN LATERAL ({{}}) AS page ON true"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the registry that a request reads.

    `position` is where it reads, `head` the ledger's end when it began. `as_of` tells that an
    earlier time was asked for: then what has been withdrawn since is still shown.
    """

    position: int
    head: int
    as_of: bool = False

    @property
    def is_present(self) -> bool:
        return self.position == self.head and not self.as_of

    def of(self, model: type[Version]) -> QuerySet[Any]:
        """The versions that this state shows."""
        versions = model.objects.using("public")
        if self.is_present:
            return versions.current()
        if self.as_of:
            return versions.at(self.position)
        return versions.at(self.position).not_taken_down()


# The type of the record that a table's versions are of.
_OF = {model: type_ for type_, model in TABLES.items()} | dict.fromkeys(
    (PublishedStatement, PublishedAssessment), "claim"
)

Query = Callable[[Snapshot], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """A record's version as it is served."""

    key: UUID
    version: int
    seq: int
    document: str


def head() -> int:
    """The ledger's last position; 0 while it is empty."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_HEAD_QUERY)
        return int(cursor.fetchone()[0])


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
    if not at.is_present:
        # Of what is not current only keys are indexed.
        records = PublishedRecord.objects.filter(type=_OF[model], slug=slug.partition(".")[0])
        versions = versions.filter(key__in=records.values("key"))
    row = next(iter(versions.values_list("key", "version", "seq", "document")[:1]), None)
    return Found(*row) if row else None


def was_public(model: type[Version], slug: str) -> bool:
    """Whether there was ever a version at that address."""
    return model.objects.using("public").filter(slug=slug).exists()


def record(type_: str, slug: str) -> PublishedRecord | None:
    """What is known of an address that was ever public."""
    return PublishedRecord.objects.using("public").filter(type=type_, slug=slug).first()


def present() -> Snapshot:
    """What is public now; its position is known once its rows are read."""
    return Snapshot(PRESENT, PRESENT)


def in_order(versions: QuerySet[Any], request: PageRequest) -> QuerySet[Any]:
    """The documents of a page, and the values of its order."""
    return request.order.page(
        versions,
        "document",
        behind=request.cursor.values if request.cursor else (),
        backward=request.backward,
        size=request.size + 1,
    )


def read_page(query: Query, *, name: Hashable, request: PageRequest, at: Snapshot) -> Page:
    """The page that was asked for, of the rows that `query` finds in a state.

    The present is read by its own, faster indexes, in a statement that tells its position, and
    that is remembered by `name`. Should the ledger have grown since `at` was taken, the rows are
    read again as they were then: all pages of a list show one position.
    """
    if at.is_present:
        position, found = _present_rows(query, name=name, request=request)
        if at.position in (position, PRESENT):
            return page_of(found, request=request, position=position)
        at = _earlier(at)
    rows_then = [(document.encode(), *keys) for document, *keys in in_order(query(at), request)]
    return page_of(rows_then, request=request, position=at.position)


def page_at(versions: QuerySet[Any], column: str, *, request: PageRequest, position: int) -> Page:
    """The page that was asked for of rows that are of one position already, each beginning with the column."""
    found = request.order.page(
        versions,
        column,
        behind=request.cursor.values if request.cursor else (),
        backward=request.backward,
        size=request.size + 1,
    )
    return page_of(list(found), request=request, position=position)


def _present_rows(query: Query, *, name: Hashable, request: PageRequest) -> tuple[int, list[Row]]:
    """The position of the present, and the rows of the page."""
    asked = (name, request.order.name, request.size, request.cursor)
    composition = Composition(asked, lambda: in_order(query(present()), request), _WITH_HEAD)
    found = rows(composition, using="public")
    if not found:
        return head(), []
    return found[0][-1], [] if found[0][0] is None else found


def count(query: Query, *, at: Snapshot) -> int:
    """How many rows `query` finds in a state."""
    if at.is_present:
        found = query(at).aggregate(rows=Count("*"), head=Max(_HEAD))
        if found["head"] == at.head:
            return int(found["rows"])
        at = _earlier(at)
    return query(at).count()


def _earlier(at: Snapshot) -> Snapshot:
    """The same state, read by its position although it may be the present."""
    return replace(at, head=at.position + 1)


def ranked(matches: QuerySet[Any], words: SearchQuery) -> QuerySet[Any]:
    """The newest matches with their `rank`: candidates first, so that common words stay cheap."""
    newest = matches.order_by("-first_seq").values("seq")[:MOST_RANKED]
    rank = Cast(SearchRank(F("search"), words), FloatField())
    versions = matches.model.objects.using("public")
    return versions.filter(seq__in=Subquery(newest)).annotate(rank=rank)
