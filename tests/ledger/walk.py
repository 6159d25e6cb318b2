"""A random walk over a small registry: edits, publications and takedowns in any order, the same for the same seed.

Every word that an editor gives is unique, so that it can be found wherever it leaks. What must hold after each step
is in invariants.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from claims.actions import save
from claims.ledger.erasing import erase
from claims.ledger.merge import NotMerged, merge
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.takedown import NotTakenDown, quarantine, restore, withdraw
from claims.ledger.unmerge import unmerge
from claims.models import Actor, Claim, ClaimRest, Event, Figure, Merge
from sources.models import Publisher, Source
from tests.factories import (
    make_actor,
    make_assessment,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_figure,
    make_publisher,
    make_response_search,
    make_source,
    make_statement,
)

# The field of each type that holds a word of its own.
WORDED = {
    "publisher": "name",
    "source": "title",
    "actor": "name",
    "event": "title",
    "claim": "text",
    "contradiction": "reason",
    "counter-accusation": "reason",
}
DATES = ("", "2020-09-27", "2020-09-28", "2020-10", "2020-10-01")
STANCES = ("asserts", "asserts", "denies", "denies", "declines", "withdraws")
KINDS = ("attack", "attack", "characterisation")
# What the rules refuse: circles, pairs that there are already, and what the state of a record does not allow.
REFUSED = (NotMerged, NotPublishable, NotTakenDown, ValidationError, IntegrityError)


@dataclass(frozen=True, slots=True)
class Terrain:
    """How many records there are, and how often each act is taken."""

    publishers: int
    sources: int
    actors: int
    events: int
    claims: int
    pairs: int
    # Edit, publish, publish several, withdraw, quarantine, restore, merge, undo a merge.
    weights: tuple[int, int, int, int, int, int, int, int]
    # Erase a record, or a version of it: what is erased never comes back, so that seldom.
    erase: int = 0


WIDE = Terrain(publishers=2, sources=4, actors=5, events=4, claims=6, pairs=3, weights=(40, 30, 5, 7, 8, 10, 6, 5))
# Fewer records, taken down more often: what is gone meets what is gone.
NARROW = Terrain(publishers=2, sources=2, actors=3, events=2, claims=4, pairs=3, weights=(22, 23, 3, 12, 12, 28, 9, 8))
# Many versions, some of which are destroyed.
SCORCHED = Terrain(
    publishers=2, sources=4, actors=6, events=4, claims=7, pairs=4, weights=(40, 30, 5, 7, 8, 12, 6, 5), erase=7
)


class Walk:
    """The registry, and one step after another in it."""

    def __init__(self, *, seed: int, terrain: Terrain) -> None:
        self.random = Random(seed)
        self.terrain = terrain
        self.words: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.numbers: dict[tuple[str, int], int] = {}  # of (claim, n), the statement that was given it
        # Of merges that stand, the survivor and the words that it took over.
        self.merges: dict[int, tuple[tuple[str, str], set[str]]] = {}
        self.log: list[str] = []
        self._word_numbers = count(1)
        self._settle()

    # Before the first step

    def _settle(self) -> None:
        chosen, size = self.random.choice, self.terrain
        self.publishers: list[Publisher] = [
            make_publisher(slug=f"p{n}", name=self._word("publisher", f"p{n}")) for n in range(size.publishers)
        ]
        self.sources: list[Source] = [
            make_source(
                slug=f"s{n}",
                publisher=chosen(self.publishers),
                title=self._word("source", f"s{n}"),
                published=chosen(DATES),
            )
            for n in range(size.sources)
        ]
        self.actors: list[Actor] = [
            make_actor(slug=f"a{n}", name=self._word("actor", f"a{n}")) for n in range(size.actors)
        ]
        self.events: list[Event] = [
            make_event(slug=f"e{n}", title=self._word("event", f"e{n}")) for n in range(size.events)
        ]
        self.claims: list[Claim] = [self._make_claim(f"c{n}") for n in range(size.claims)]
        self.pairs: list[Any] = self._make_pairs()
        publish_many(records=self.records, by=None)

    def _make_claim(self, slug: str) -> Claim:
        claim = make_claim(
            slug=slug,
            text=self._word("claim", slug),
            event=self.random.choice(self.events),
            kind=self.random.choice(KINDS),
        )
        for _ in range(self.random.randint(0, 3)):
            self._state(claim)
        return claim

    def _make_pairs(self) -> list[Any]:
        possible = [(one, two) for n, one in enumerate(self.claims) for two in self.claims[n + 1 :]]
        pairs: list[Any] = []
        for n, (one, two) in enumerate(self.random.sample(possible, self.terrain.pairs)):
            reason = self._word("contradiction", f"x{n}")
            pairs.append(make_contradiction(slug=f"x{n}", first_claim=one, second_claim=two, reason=reason))
        one, two = self.random.choice(possible)
        reason = self._word("counter-accusation", "y0")
        return [*pairs, make_counter_accusation(slug="y0", first_claim=one, second_claim=two, reason=reason)]

    @property
    def records(self) -> list[Any]:
        return [*self.publishers, *self.sources, *self.actors, *self.events, *self.claims, *self.pairs]

    def _word(self, type_: str, slug: str) -> str:
        word = f"zq{next(self._word_numbers)}zq"
        self.words[type_, slug].add(word)
        return word

    def _other(self, records: list[Any], record: Any) -> Any:
        return self.random.choice([other for other in records if other.pk != record.pk])

    def _other_or_none(self, records: list[Any], record: Any) -> Any:
        return self.random.choice([None, *(other for other in records if other.pk != record.pk)])

    # Steps

    def step(self) -> None:
        """Do something to a record; what the rules refuse is noted."""
        # Claims and pairs twice: most depends on them.
        record = self.random.choice([*self.records, *self.claims, *self.pairs])
        record.refresh_from_db()
        acts = (
            self._edit,
            self._publish,
            self._publish_several,
            self._withdraw,
            self._quarantine,
            self._restore,
            self._merge,
            self._unmerge,
            self._erase,
        )
        (act,) = self.random.choices(acts, weights=(*self.terrain.weights, self.terrain.erase))
        done = f"{act.__name__.strip('_')} {record.slug}"
        try:
            act(record)
        except REFUSED as refusal:
            done += f": {type(refusal).__name__}"
        self.log.append(done)

    def _publish(self, record: Any) -> None:
        publish(record=record, by=None, reason=self.random.choice(["", "Corrected"]))

    def _publish_several(self, record: Any) -> None:
        publish_many(records=[record, *self.random.sample(self.records, 3)], by=None)

    def _withdraw(self, record: Any) -> None:
        withdraw(record=record, by=None, reason="Withdrawn")

    def _quarantine(self, record: Any) -> None:
        quarantine(record=record, by=None)

    def _restore(self, record: Any) -> None:
        restore(record=record, by=None, reason="Restored")

    def _erase(self, record: Any) -> None:
        """A record, or else one of its versions: with it all the words that only such versions said go."""
        whole = self.random.random() < 0.3
        versions = None if whole else [self.random.randint(1, 4)]
        erase(record=record, by=None, as_operator=True, reason="Erased", versions=versions)

    def _merge(self, record: Any) -> None:
        others = [other for other in self.records if type(other) is type(record) and other.pk != record.pk]
        if not others:
            return
        into = self.random.choice(others)
        pair = record.type in ("contradiction", "counter-accusation")
        keep = self.random.choice([[], [WORDED[record.type]]])
        done = merge(record=record, into=into, by=None, reason="Merged", keep=[] if pair else keep)
        of, to = (record.type, record.slug), (into.type, into.slug)
        taken = self.words[of] - self.words[to] if done.moved["fields"] else set()
        self.words[to] |= taken
        self.merges[done.pk] = (to, taken)

    def _unmerge(self, record: Any) -> None:
        """Undo some merge; the record that was chosen does not matter."""
        if not self.merges:
            return
        number = self.random.choice(list(self.merges))
        unmerge(merge=Merge.objects.get(pk=number), by=None, reason="Not the same")
        survivor, taken = self.merges.pop(number)
        self.words[survivor] -= taken

    # Edits

    def _edit(self, record: Any) -> None:
        if self.random.random() < 0.35 or record.type == "publisher":
            setattr(record, WORDED[record.type], self._word(record.type, record.slug))
            save(record=record, by=None)
        else:
            edits: dict[str, Callable[[Any], None]] = {
                "source": self._edit_source,
                "actor": self._edit_actor,
                "event": self._edit_event,
                "claim": self._edit_claim,
            }
            edits.get(record.type, self._edit_pair)(record)

    def _edit_source(self, source: Source) -> None:
        source.published = self.random.choice(DATES)
        source.publisher = self.random.choice(self.publishers)
        source.derived_from = self._other_or_none(self.sources, source)
        save(record=source, by=None)

    def _edit_actor(self, actor: Actor) -> None:
        above = self.random.choice(["speaks_for", "speaks_for", "part_of"])
        setattr(actor, above, self._other_or_none(self.actors, actor))
        save(record=actor, by=None)

    def _edit_event(self, event: Event) -> None:
        event.part_of = self._other_or_none(self.events, event)
        save(record=event, by=None)

    def _edit_pair(self, pair: Any) -> None:
        pair.first_claim, pair.second_claim = self.random.sample(self.claims, 2)
        save(record=pair, by=None)

    def _edit_claim(self, claim: Claim) -> None:
        edits = (
            self._move,
            self._rest,
            self._state,
            self._take_statement_out,
            self._search,
            self._assess,
            self._count,
            self._call,
        )
        (edit,) = self.random.choices(edits, weights=(20, 20, 30, 10, 5, 5, 5, 5))
        edit(claim)

    def _move(self, claim: Claim) -> None:
        claim.event = self.random.choice(self.events)
        save(record=claim, by=None)

    def _rest(self, claim: Claim) -> None:
        """Let it rest on another claim, or no longer."""
        other = self._other(self.claims, claim)
        if rest := ClaimRest.objects.filter(claim=claim, rests_on=other).first():
            save(record=claim, by=None, removed=[rest])
        else:
            save(record=claim, by=None, parts=[ClaimRest(claim=claim, rests_on=other)])

    def _state(self, claim: Claim) -> None:
        chosen = self.random.choice
        make_statement(
            claim=claim,
            actor=chosen(self.actors),
            source=chosen(self.sources),
            stance=chosen(STANCES),
            said=chosen(DATES),
            elements=chosen([[], [], [], ["agent"]]),
            primary_source=chosen([None, None, *self.sources]),
        )

    def _take_statement_out(self, claim: Claim) -> None:
        if statements := list(claim.statements.order_by("pk")):
            save(record=claim, by=None, removed=[self.random.choice(statements)])

    def _search(self, claim: Claim) -> None:
        make_response_search(claim=claim, actor=self.random.choice(self.actors), searched="2020-10-02")

    def _assess(self, claim: Claim) -> None:
        make_assessment(claim=claim, organisation=self.random.choice(self.publishers))

    def _count(self, claim: Claim) -> None:
        if not Figure.objects.filter(claim=claim).exists():
            make_figure(claim=claim, side=self.random.choice(self.actors))

    def _call(self, claim: Claim) -> None:
        claim.kind = self.random.choice(KINDS)
        save(record=claim, by=None)
