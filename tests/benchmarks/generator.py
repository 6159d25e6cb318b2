"""A plausible registry of any size in the editorial tables, the same for the same seed. Nothing of it is published.

Texts look like the test data that they are. What the registry looks like around the claims is in world.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from claims.models import (
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    Figure,
    ResponseSearch,
    Statement,
)
from claims.vocabulary import Capacity, ContradictionKind, Element, Measure
from factreg.records import WorkState
from tests.benchmarks.copying import Table
from tests.benchmarks.world import Topic, World, pick

_CHUNK = 5_000  # claims sent at once
_STANCES = (("asserts", 0.85), ("denies", 0.1), ("declines", 0.03), ("withdraws", 0.02))
_KINDS = (
    ("attack", 0.3),
    ("casualties", 0.2),
    ("losses", 0.12),
    ("involvement", 0.1),
    ("control", 0.08),
    ("decision", 0.08),
    ("characterisation", 0.06),
    ("legal_status", 0.03),
    ("other", 0.03),
)
_COUNTED = {
    "casualties": (Measure.KILLED, Measure.WOUNDED, Measure.CAPTURED),
    "losses": (Measure.AIRCRAFT_LOST, Measure.VEHICLES_LOST),
}
_STATEMENTS = (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 8)  # on a claim: three on average


def generate(*, claims: int, seed: int = 1, progress: Callable[[int], None] | None = None) -> None:
    """Fill the editorial tables, which should hold nothing of an earlier call, with that many claims and all around."""
    random = Random(seed)
    world = World(random, claims=claims)
    claim_tables = _Claims(world)
    for topic in world.topics():
        claim_tables.add_topic(topic)
        if claim_tables.waiting >= _CHUNK:
            claim_tables.flush(progress)
    claim_tables.flush(progress)


class _Claims:
    """Claims and their parts, gathered until they are sent."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.random
        self.waiting = 0
        self._number = 0
        models = (
            *(Claim, ClaimAbout, ClaimRest, Figure, Statement, ResponseSearch, Assessment),
            *(Contradiction, CounterAccusation),
        )
        self._tables = {model: Table(model, self.random) for model in models}

    def flush(self, progress: Callable[[int], None] | None) -> None:
        self.world.flush()
        for table in self._tables.values():
            table.flush()
        if progress:
            progress(self.waiting)
        self.waiting = 0

    def add_topic(self, topic: Topic) -> None:
        ids = [self._claim(topic) for _ in range(topic.claims)]
        slugs = dict(zip(ids, range(self._number - len(ids) + 1, self._number + 1), strict=True))
        for claim in ids[1:]:
            if self.random.random() < 0.05:
                ground = self.random.choice([one for one in ids[-20:] if one < claim] or [ids[0]])
                self._tables[ClaimRest].add(claim_id=claim, rests_on_id=ground)
        self._pairs(slugs, ids)
        self.waiting += len(ids)

    def _pairs(self, numbers: dict[int, int], ids: Sequence[int]) -> None:
        """Contradictions of three claims in a hundred, counter-accusations of one."""
        for first, second in pairwise(ids):
            draw = self.random.random()
            slug = f"test-claim-{numbers[first]}--test-claim-{numbers[second]}"
            pair = {"slug": slug, "first_claim_id": first, "second_claim_id": second, "work_state": WorkState.READY}
            if draw < 0.03:
                self._tables[Contradiction].add(
                    **pair,
                    kind=self.random.choice(ContradictionKind.values),
                    element=self.random.choice(("", *Element.values)),
                    reason=f"Test reason: {self._text('en', 5, 15)}.",
                )
            elif draw < 0.04:
                self._tables[CounterAccusation].add(**pair, reason=f"Test reason: {self._text('en', 5, 15)}.")

    def _text(self, language: str, fewest: int, most: int) -> str:
        return self.world.words[language].text(fewest, most)

    def _some(self, share: float) -> bool:
        return self.random.random() < share

    def _claim(self, topic: Topic) -> int:
        self._number += 1
        kind = pick(self.random, _KINDS)
        day = topic.day + timedelta(days=self.random.randrange(30))
        claim = self._tables[Claim].add(
            slug=f"test-claim-{self._number}",
            text=f"Test claim {self._number}: {self._text('en', 10, 30)}.",
            question=f"Test question {self._number}: {self._text('en', 6, 12)}?" if self._some(0.6) else "",
            kind=kind,
            event_id=self.random.choice(topic.events),
            occurred=day.isoformat() if self._some(0.5) else "",
            note=f"Test note: {self._text('en', 8, 20)}." if self._some(0.1) else "",
            work_state=WorkState.READY.value,
        )
        self._about(claim, topic)
        if kind in _COUNTED and self._some(0.7):
            self._figure(claim, topic, self.random.choice(_COUNTED[kind]), day)
        for _ in range(self.random.choice(_STATEMENTS)):
            self._statement(claim, topic, day)
        self._reception(claim, topic, day)
        return claim

    def _about(self, claim: int, topic: Topic) -> None:
        actors = dict.fromkeys(self.random.choices(topic.cast[:12], k=self.random.choice((0, 1, 1, 2, 3))))
        for actor, capacity in zip(actors, Capacity.values, strict=False):
            self._tables[ClaimAbout].add(claim_id=claim, actor_id=actor, capacity=capacity)

    def _figure(self, claim: int, topic: Topic, measure: Measure, day: date) -> None:
        low = int(self.random.lognormvariate(2.5, 1.5))
        bounds: dict[str, Any] = self.random.choice(
            (
                {"low": low, "high": low},
                {"low": low, "high": low + 10, "quantifier": "about"},
                {"low": low, "quantifier": "at_least"},
                {"high": low, "quantifier": "fewer_than"},
                {"as_worded": "dozens"},
            )
        )
        self._tables[Figure].add(
            claim_id=claim,
            measure=measure.value,
            population=self.random.choice(("civilian", "military", "unspecified")),
            side_id=self.random.choice(topic.cast) if self._some(0.7) else None,
            basis=self.random.choice(("cumulative", "single_event", "unstated")),
            as_of=day.isoformat() if self._some(0.6) else "",
            **bounds,
        )

    def _statement(self, claim: int, topic: Topic, day: date) -> None:
        stance = pick(self.random, _STANCES)
        named = self.random.sample(Element.values, k=self.random.choice((1, 2))) if self._some(0.2) else []
        self._tables[Statement].add(
            claim_id=claim,
            actor_id=self.random.choice(topic.cast),
            stance=stance,
            elements=named if stance in ("asserts", "denies") else [],
            source_id=self.random.choice(topic.sources),
            primary_source_id=self.random.choice(topic.sources) if self._some(0.2) else None,
            said=self._said(day + timedelta(days=self.random.randrange(10))),
            locator=f"paragraph {self.random.randrange(1, 30)}" if self._some(0.3) else "",
            **self._quotation("quote", 8, 25, share=0.6),
            **self._quotation("passage", 15, 60, share=0.3),
        )

    def _said(self, day: date) -> str:
        draw = self.random.random()
        if draw < 0.7:
            return day.isoformat()
        if draw < 0.8:
            minutes = self.random.randrange(24 * 60)
            moment = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - offset below
            return f"{moment.isoformat()}+04:00"
        return f"{day:%Y-%m}" if draw < 0.85 else f"{day.isoformat()}~" if draw < 0.9 else ""

    def _quotation(self, name: str, fewest: int, most: int, *, share: float) -> dict[str, str]:
        if not self._some(share):
            return {}
        language = self.world.language()
        translated = language != "en" and self._some(0.4)
        return {
            name: self._text(language, fewest, most),
            f"{name}_language": language,
            f"{name}_wording": self.random.choice(("original", "as_relayed")),
            f"{name}_translation": self._text("en", fewest, most) if translated else "",
        }

    def _reception(self, claim: int, topic: Topic, day: date) -> None:
        """Responses looked for, assessments by organisations: rare."""
        if self._some(0.05):
            self._tables[ResponseSearch].add(
                claim_id=claim,
                actor_id=self.random.choice(topic.cast),
                searched_in="Test archive",
                searched=(day + timedelta(days=20)).isoformat(),
            )
        if self._some(0.02):
            self._tables[Assessment].add(
                claim_id=claim,
                organisation_id=self.random.choice(self.world.publishers),
                rating=self.random.choice(("Test rating: unproven", "Test rating: missing context")),
                url=f"https://outlet.example/assessments/{claim}",
                rated=(day + timedelta(days=30)).isoformat(),
            )
