"""What documents are composed from: the last published own parts of a record's neighbours, loaded in waves.

Never editorial rows. What is being published in the same batch is laid over what is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from claims.ledger.last_owns import last_owns
from claims.ledger.own_parts import Own, named_by
from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
)
from claims.ledger.redirects import redirected
from factreg.copying import array
from factreg.edtf_dates import parse

# Typed loosely: each table has columns of its own.
PUBLISHED: Mapping[str, Any] = {
    "publisher": PublishedPublisher,
    "source": PublishedSource,
    "actor": PublishedActor,
    "event": PublishedEvent,
    "claim": PublishedClaim,
    "contradiction": PublishedContradiction,
    "counter-accusation": PublishedCounterAccusation,
}
PAIRS = ("contradiction", "counter-accusation")
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Known:
    """What is known of a record: its own part, and whether its words may be shown."""

    own: Own
    public: bool
    first_published: int


@dataclass(frozen=True, slots=True)
class SourcesRead:
    """How many published sources carry a statement on claims of one topmost event, and the latest's date (EDTF)."""

    count: int
    latest: str | None


class Neighbourhood:
    """The records around those being composed. One per batch: it remembers what it has loaded."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Known | None] = {}
        self._new: list[tuple[str, Own]] = []  # what these name is still to be loaded
        self._pairs: dict[str, list[tuple[str, str]]] = {}
        self._overlaid_claims: set[str] = set()
        self._read: dict[str, SourcesRead] = {}
        self._survivors: dict[tuple[str, str], str] = {}  # of merged records that something here named

    # What is being published now

    def overlay(self, type: str, slug: str, own: Own, *, first_published: int) -> None:  # noqa: A002
        """Lay an own part that is being published over what is stored."""
        self._survivors.pop((type, slug), None)
        self._known[type, slug] = Known(own, True, first_published)
        self._new.append((type, own))
        if type == "claim":
            self._overlaid_claims.add(slug)
        self._read.clear()

    # Asking

    def known(self, type: str, slug: str) -> Known | None:  # noqa: A002
        """What is known of a record; None where it was never published. It must have been loaded."""
        return self._known[type, slug]

    def own(self, type: str, slug: str) -> Own:  # noqa: A002
        """The own part of a record that is or was public."""
        known = self._known[type, slug]
        if known is None:
            raise LookupError(f"{type} {slug} was never published")
        return known.own

    def public(self, type: str, slug: str) -> Own | None:  # noqa: A002
        """The own part of a record if its words may be shown now."""
        known = self._known[type, slug]
        return known.own if known and known.public else None

    def pairs(self, claim: str) -> list[tuple[str, str, Own]]:
        """(type, slug, own part) of the pairs that join a claim to another, both public, in order of publication."""
        found = []
        for type_, slug in self._pairs.get(claim, ()):
            own = self.public(type_, slug)
            if own and all(self.public("claim", one) for one in own["claims"]):
                found.append((type_, slug, own))
        return found

    def chain(self, actor: str) -> tuple[str, ...]:
        """The actor, then whom it speaks for, up to its party."""
        return self._climb("actor", actor, "speaks_for")

    def topmost(self, event: str) -> str:
        """The event at the end of the `part_of` chain."""
        return self._climb("event", event, "part_of")[-1]

    def origin(self, source: str) -> str:
        """The source at the end of the `derived_from` chain."""
        return self._climb("source", source, "derived_from")[-1]

    def _climb(self, type_: str, slug: str, field: str) -> tuple[str, ...]:
        chain = [self._survivors.get((type_, slug), slug)]
        while (above := self.own(type_, chain[-1])[field]) and above not in chain:
            chain.append(above)
        return tuple(chain)

    def sources_read(self, event: str) -> SourcesRead:
        """The sources read on an event's topmost event, those of the batch included."""
        top = self.topmost(event)
        if top not in self._read:
            self.count_sources({top, *self._topmost_loaded()})
        return self._read[top]

    def _topmost_loaded(self) -> set[str]:
        """The topmost events of the claims that are loaded, so that all are counted with the first."""
        return {
            self.topmost(known.own["event"])
            for (type_, _), known in self._known.items()
            if type_ == "claim" and known and self._known.get(("event", known.own["event"]))
        }

    def count_sources(self, tops: Collection[str]) -> None:
        """Count what is read on topmost events, in one query for all of them."""
        sources: dict[str, set[str]] = {top: set() for top in tops}
        for top, slug in _sources_of_events(tops, self._overlaid_claims):
            sources[top].add(slug)
        for slug in self._overlaid_claims:
            own = self.public("claim", slug)
            if own and (top := self.topmost(own["event"])) in sources:
                sources[top].update(statement["source"] for statement in own["statements"])
        self.load("source", set[str]().union(*sources.values()))
        for top, named in sources.items():
            slugs = {self._survivors.get(("source", slug), slug) for slug in named}
            dates = [own["published"] for slug in slugs if (own := self.public("source", slug))]
            latest = max((date for date in dates if date), key=_reach, default=None)
            self._read[top] = SourcesRead(len(dates), latest)

    # Loading

    def load(self, type: str, slugs: Iterable[str]) -> None:  # noqa: A002
        """Load records by slug, those that are not known yet."""
        wanted = [slug for slug in dict.fromkeys(slugs) if (type, slug) not in self._known]
        if not wanted:
            return
        for slug in wanted:
            self._known[type, slug] = None
        merged: dict[str, str] = {}
        for slug, own, public, first, survivor in last_owns(type, wanted, table=PUBLISHED[type]._meta.db_table):
            self._known[type, slug] = Known(own, public, first)
            self._new.append((type, own))
            if survivor:
                merged[slug] = survivor
        if merged:
            self._survivors |= {(type, slug): survivor for slug, survivor in merged.items()}
            self.load(type, merged.values())
        if self._survivors:
            self._name_survivors()

    def _name_survivors(self) -> None:
        """Let what names a merged record name its survivor: not all documents are composed anew with a merge."""
        for (type_, slug), known in self._known.items():
            if known:
                known.own = redirected(type_, slug, known.own, self._survivors)

    def load_for(self, type: str, slugs: Collection[str]) -> None:  # noqa: A002
        """Load all that composing the documents of these records asks for."""
        self.load(type, slugs)
        claims = list(slugs) if type == "claim" else []
        if type in PAIRS:
            self.load("claim", [claim for slug in slugs for claim in self.own(type, slug)["claims"]])
            claims = [claim for slug in slugs for claim in self.own(type, slug)["claims"]]
        if claims:
            self._load_around(claims)
        self._load_named()

    def _load_around(self, claims: list[str]) -> None:
        """The claims, those that pairs and `rests_on` join to them, and those that pairs join to these in turn."""
        ring = list(claims)
        for step in range(2):
            self._load_pairs(ring)
            joined = [one for claim in ring for _, _, own in self._pairs_of(claim) for one in own["claims"]]
            if step == 0:
                joined += [rest for claim in ring if (own := self.public("claim", claim)) for rest in own["rests_on"]]
            self.load("claim", joined)
            ring = list(dict.fromkeys(self._survivors.get(("claim", one), one) for one in joined))

    def _pairs_of(self, claim: str) -> list[tuple[str, str, Own]]:
        return [(type_, slug, self.own(type_, slug)) for type_, slug in self._pairs.get(claim, ())]

    def _load_pairs(self, claims: Iterable[str]) -> None:
        wanted = [claim for claim in claims if claim not in self._pairs]
        if not wanted:
            return
        found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for type_ in PAIRS:
            model = PUBLISHED[type_]
            # Also those that are just being recomposed because they showed what may not be served.
            rows = model.objects.filter(to_seq=None, facets__overlap=[f"claim:{claim}" for claim in wanted])
            self.load(type_, rows.values_list("slug", flat=True))
        for (type_, slug), known in self._known.items():
            if type_ in PAIRS and known and known.public:
                for claim in known.own["claims"]:
                    found[claim].append((known.first_published, type_, slug))
        for claim in wanted:
            self._pairs[claim] = [(type_, slug) for _, type_, slug in sorted(found[claim])]

    def _load_named(self) -> None:
        """Everything that is named by what is loaded, up every chain."""
        while self._new:
            new, self._new = self._new, []
            named: dict[str, set[str]] = defaultdict(set)
            for type_, own in new:
                for of, slug in named_by(type_, own) if type_ not in PAIRS else ():
                    if of != "claim":
                        named[of].add(slug)
            for type_, slugs in named.items():
                self.load(type_, slugs)

    @cached_property
    def names(self) -> _Names:
        """Names of actors by slug, for labels; one that may not be shown is said to be so."""
        return _Names(self)


class _Names(dict[str, str]):
    """Looked up as they are asked for."""

    def __init__(self, neighbourhood: Neighbourhood) -> None:
        self._neighbourhood = neighbourhood

    def __missing__(self, slug: str) -> str:
        own = self._neighbourhood.public("actor", slug)
        name: str = own["name"] if own else "an actor not on record here"
        self[slug] = name
        return name

    def get(self, slug: str, default: Any = None) -> Any:
        return self[slug]


def _reach(date: str) -> tuple[datetime, datetime]:
    span = parse(date)
    return span.latest or span.earliest or _FIRST, span.earliest or _FIRST


def steps_up(type_: str, field: str) -> str:
    """SQL for (slug, above): what records name in a field by their last versions; what was merged, its survivor.

    Also of those that are taken down: what stands below them still depends on who stands above.
    """
    table = PUBLISHED[type_]._meta.db_table
    return f"""
        SELECT version.slug, version.{field} AS above FROM "{table}" AS version
        WHERE NOT EXISTS (
            SELECT 1 FROM "{table}" AS later WHERE later.key = version.key AND later.seq > version.seq
        ) AND NOT EXISTS (
            SELECT 1 FROM ledger_publishedrecord AS record
            WHERE record.key = version.key AND (record.merged_into IS NOT NULL OR record.public_state = 'erased')
        )
        UNION ALL
        SELECT slug, merged_into FROM ledger_publishedrecord WHERE type = '{type_}' AND merged_into IS NOT NULL
    """


def parts_of_events(tops: Collection[str]) -> list[tuple[str, str]]:
    """(event, topmost event) of topmost events and their parts, by their last versions."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE part(slug, top) AS (
                SELECT top, top FROM unnest(%s::text[]) AS top
                UNION
                SELECT event.slug::text, part.top
                FROM ({steps_up("event", "part_of")}) AS event JOIN part ON event.above = part.slug
            )
            SELECT slug, top FROM part
            """,
            [array(tops)],
        )
        return cursor.fetchall()


def _sources_of_events(tops: Collection[str], without_claims: Collection[str]) -> set[tuple[str, str]]:
    """(topmost event, source) of the current statements on claims of events and their parts, some claims left out."""
    # Not joined to the parts in one query: PostgreSQL expects hundreds of parts an event and reads every statement.
    parts = parts_of_events(tops)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT statement.event, statement.source FROM ledger_publishedstatement AS statement
            WHERE statement.to_seq IS NULL AND statement.event = ANY(%s::text[]) AND NOT EXISTS (
                SELECT 1 FROM unnest(%s::text[]) AS claim WHERE claim = statement.claim
            )
            """,
            [array(event for event, _ in parts), array(without_claims)],
        )
        sources: dict[str, list[str]] = defaultdict(list)
        for event, source in cursor.fetchall():
            sources[event].append(source)
    return {(top, source) for event, top in parts for source in sources[event]}
