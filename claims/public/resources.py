"""What there is to read in public, one entry a list: its table, filters, orders and words.

API, exports, schema and pages take their lists from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from claims.ledger.published import (
    PublishedActor,
    PublishedAssessment,
    PublishedClaim,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
    PublishedStatement,
    Version,
)
from claims.public import filters
from claims.public.filters.base import PublishedFilters
from claims.vocabulary import Stance, StandingValue
from factreg.edtf_dates import UNDATED
from factreg.ordering import Key, Order

FIRST, NUMBER, UPDATED = Key("first_seq"), Key("number"), Key("updated_seq")


def _down(key: Key) -> Key:
    return Key(key.column, descending=True, kind=key.kind)


def _orders(*tie: Key) -> dict[str, Order]:
    """By publication and by change. `tie` parts what one entry published together."""
    last = tuple(_down(key) for key in tie)
    found = (
        Order("-published", (_down(FIRST), *last), "Latest first publication first."),
        Order("published", (FIRST, *tie), "Earliest first publication first."),
        Order("-updated", (_down(UPDATED), *last), "Latest change first."),
        Order("updated", (UPDATED, *tie), "Longest unchanged first."),
    )
    return {order.name: order for order in found}


def _by_occurred() -> dict[str, Order]:
    """By a date as exact as its source; undated rows come last either way."""
    occurred = Key("occurred_sort", kind=datetime)
    down = (_down(occurred), _down(FIRST))
    found = (
        Order("-occurred", down, "Latest date first, undated last.", last_from=UNDATED),
        Order("occurred", (occurred, FIRST), "Earliest date first, undated last."),
    )
    return {order.name: order for order in found}


RELEVANCE = Order(
    "relevance",
    (Key("rank", descending=True, kind=float), _down(FIRST)),
    "Best match of `q` first, among the newest 1,000 matches.",
)
_RECORDS = _orders()
_FOUND = _RECORDS | {"relevance": RELEVANCE}
_CLAIMS = _RECORDS | _by_occurred() | {"relevance": RELEVANCE}
_PARTS = _orders(NUMBER)

Table = type[Version]
Filters = type[PublishedFilters]
EVERY = Q()


@dataclass(frozen=True)
class Resource:
    """A public list and its records."""

    name: str
    type: str
    model: Table
    filters: Filters
    orders: Mapping[str, Order]
    help: str
    listed: Q = EVERY
    found: Q = EVERY

    @property
    def record_type(self) -> str:
        """The type of the ledger's record: of a part its claim's."""
        return "claim" if self.type in ("statement", "assessment") else self.type


_DISPUTED = Q(standing=StandingValue.DISPUTED)
_DENIAL = Q(stance=Stance.DENIES)

RESOURCES: Mapping[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource(
            "claims",
            "claim",
            PublishedClaim,
            filters.ClaimFilters,
            _CLAIMS,
            "Claims, each with its statements, contradictions, figure and standing.",
        ),
        Resource(
            "disputes",
            "claim",
            PublishedClaim,
            filters.DisputeFilters,
            _CLAIMS,
            "Claims that are disputed; those that stand or fall with another are folded into it.",
            listed=_DISPUTED & Q(folded_into=None),
            found=_DISPUTED,
        ),
        Resource(
            "statements",
            "statement",
            PublishedStatement,
            filters.StatementFilters,
            _PARTS,
            "Statements: who takes which stance on which claim, in which source.",
        ),
        Resource(
            "denials",
            "statement",
            PublishedStatement,
            filters.DenialFilters,
            _PARTS,
            "Statements that deny a claim or elements of it.",
            listed=_DENIAL,
            found=_DENIAL,
        ),
        Resource(
            "contradictions",
            "contradiction",
            PublishedContradiction,
            filters.ContradictionFilters,
            _RECORDS,
            "Pairs of claims that can't both be true, with the reason.",
        ),
        Resource(
            "counter-accusations",
            "counter-accusation",
            PublishedCounterAccusation,
            filters.CounterAccusationFilters,
            _RECORDS,
            "Pairs of claims by which two parties charge each other with the same kind of act.",
        ),
        Resource(
            "events",
            "event",
            PublishedEvent,
            filters.EventFilters,
            _CLAIMS,
            "Events that claims are about.",
        ),
        Resource(
            "actors",
            "actor",
            PublishedActor,
            filters.ActorFilters,
            _FOUND,
            "Actors: who makes statements, and whom claims are about.",
        ),
        Resource(
            "sources",
            "source",
            PublishedSource,
            filters.SourceFilters,
            _FOUND,
            "Sources: the documents in which statements were read.",
        ),
        Resource(
            "publishers",
            "publisher",
            PublishedPublisher,
            filters.PublisherFilters,
            _FOUND,
            "Publishers of sources.",
        ),
        Resource(
            "assessments",
            "assessment",
            PublishedAssessment,
            filters.AssessmentFilters,
            _PARTS,
            "Ratings of claims by named organisations, in their words.",
        ),
    )
}
