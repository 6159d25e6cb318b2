"""The finder: what to propose, for the whole registry or one claim. Reads editorial rows; decides and stores nothing.

One tree of events is compared at a time, small ones some at a time, so that memory follows the largest tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from claims.claim_views import LIVE, Rows, Trees
from claims.models import Claim, Contradiction, CounterAccusation, DifferentPair, RejectedPair
from claims.rules.blocks import worth_comparing
from claims.rules.proposals import of_different, propose
from claims.rules.views import ClaimView, Found

# Claims whose trees are read together.
AT_ONCE = 2_000
# A claim that meets more than this is too broad for pairs: what it says belongs into several claims.
AT_MOST_FOR_A_CLAIM = 50

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two claims, the lower id first, and what they may be."""

    first: int
    second: int
    first_slug: str
    second_slug: str
    found: Found


@dataclass
class Search:
    """A run of the finder. `left_off` counts, by claim, what was beyond the most that one claim is shown."""

    claim: Claim | None = None
    left_off: Counter[str] = field(default_factory=Counter)

    def batches(self, progress: Callable[[int], None] | None = None) -> Iterator[tuple[set[int], list[Proposed]]]:
        """Batch by batch: the ids of the claims that were compared, and what is proposed for them."""
        trees = Trees()
        for events in self._batches_of_events(trees):
            views = dict(Rows(trees, events).views())
            yield set(views), list(self._compared(views, _settled(events), _joined(events, DifferentPair)))
            if progress:
                progress(len(views))

    def __iter__(self) -> Iterator[Proposed]:
        for _, proposed in self.batches():
            yield from proposed

    def _batches_of_events(self, trees: Trees) -> Iterator[list[int]]:
        if self.claim is not None:
            yield trees.events_of([trees.path(self.claim.event_id)[-1]])
            return
        counts = dict(
            Claim.objects.filter(public_state__in=LIVE)
            .order_by()
            .values_list("event_id")
            .annotate(claims=Count("pk"))
            .values_list("event_id", "claims")
        )
        batch: list[int] = []
        waiting = 0
        for events in trees.by_topmost(counts).values():
            here = sum(counts[event] for event in events)
            if batch and waiting + here > AT_ONCE:
                yield batch
                batch, waiting = [], 0
            batch += events
            waiting += here
        if batch:
            yield batch

    def _compared(self, views: Mapping[int, ClaimView], settled: set[Pair], different: set[Pair]) -> Iterator[Proposed]:
        by_slug = {view.slug: view for view in views.values()}
        shown: Counter[int] = Counter()
        for one, other in self._pairs(views):
            first, second = sorted((one, other))
            if (first, second) in settled:
                continue
            found = propose(views[first], views[second])
            if found is None or _follows(views[first], views[second], found, by_slug):
                continue
            if broad := [pk for pk in (first, second) if shown[pk] >= AT_MOST_FOR_A_CLAIM]:
                self.left_off.update(views[pk].slug for pk in broad)
                continue
            shown.update((first, second))
            found = of_different(found) if (first, second) in different else found
            yield Proposed(first, second, views[first].slug, views[second].slug, found)

    def _pairs(self, views: Mapping[int, ClaimView]) -> Iterator[Pair]:
        if self.claim is not None:
            yield from ((self.claim.pk, pk) for pk in views if self.claim.pk in views and pk != self.claim.pk)
            return
        by_topmost: dict[str, list[int]] = {}
        for pk, view in views.items():
            by_topmost.setdefault(view.topmost_event, []).append(pk)
        for pks in by_topmost.values():
            yield from _named(pks, worth_comparing([views[pk] for pk in pks]))


def _named(pks: Sequence[int], places: Iterator[tuple[int, int]]) -> Iterator[Pair]:
    return ((pks[one], pks[other]) for one, other in places)


def _follows(a: ClaimView, b: ClaimView, found: Found, by_slug: Mapping[str, ClaimView]) -> bool:
    """Whether the same is proposed of a claim on which one of the two rests: it is settled there."""
    grounds = [(by_slug[slug], b) for slug in a.rests_on if slug in by_slug]
    grounds += [(a, by_slug[slug]) for slug in b.rests_on if slug in by_slug]
    return any((judged := propose(*pair)) and judged.type == found.type for pair in grounds)


def _settled(events: Sequence[int]) -> set[Pair]:
    """The pairs of which a record or a rejection is there already."""
    return _joined(events, Contradiction, CounterAccusation, RejectedPair)


def _joined(events: Sequence[int], *models: Any) -> set[Pair]:
    return {
        (min(pair), max(pair))
        for model in models
        for pair in model.objects.filter(first_claim__event__in=events).values_list("first_claim", "second_claim")
    }
