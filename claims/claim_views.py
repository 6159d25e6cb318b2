"""Editorial rows as the finder's rules see them: the claims of some trees of events, in as many queries however many.

Reads only. What was taken down is left out; drafts are in, for whoever proposes is an editor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from claims.models import Actor, ActorAlias, Claim, ClaimAbout, ClaimRest, Event, Figure, PlaceName, Statement
from claims.rules import FigureView, Said, standing_assertions
from claims.rules.views import ClaimView
from claims.rules.wording import Known, known, read
from claims.vocabulary import Basis, Capacity, ClaimKind, Element, Measure, Population, Quantifier, Stance
from factreg.edtf_dates import Span
from factreg.records import PublicState

LIVE = (PublicState.NEVER, PublicState.PUBLISHED)


class Trees:
    """The trees of events, by the ids of their topmost ones, and the parties of all actors."""

    def __init__(self) -> None:
        rows = list(Event.objects.values_list("pk", "slug", "part_of_id"))
        self._slugs = {pk: slug for pk, slug, _ in rows}
        self._above = {pk: above for pk, _, above in rows}
        actors = list(Actor.objects.values_list("pk", "slug", "name", "speaks_for_id"))
        self._actors = {pk: (slug, name) for pk, slug, name, _ in actors}
        self._speaks_for = {pk: above for pk, _, _, above in actors}

    def path(self, event: int) -> list[int]:
        """An event, then what it is part of, up to the topmost."""
        found = [event]
        while (above := self._above.get(found[-1])) is not None:
            found.append(above)
        return found

    def events_of(self, topmost: Collection[int]) -> list[int]:
        return [event for event in self._slugs if self.path(event)[-1] in topmost]

    def by_topmost(self, events: Iterable[int]) -> dict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for event in events:
            found[self.path(event)[-1]].append(event)
        return found

    def slugs(self, event: int) -> tuple[str, ...]:
        return tuple(self._slugs[above] for above in self.path(event))

    def chain(self, actor: int) -> list[int]:
        """An actor, then whom it speaks for, up to its party."""
        found = [actor]
        while (above := self._speaks_for.get(found[-1])) is not None:
            found.append(above)
        return found

    def chain_slugs(self, actor: int) -> tuple[str, ...]:
        return tuple(self._actors[above][0] for above in self.chain(actor))

    def party(self, actor: int) -> str:
        return self._actors[self.chain(actor)[-1]][0]

    def name(self, actor: int) -> str:
        return self._actors[actor][1]


@dataclass
class Rows:
    """The rows of some events' claims, by claim."""

    trees: Trees
    events: Collection[int]
    about: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    said: dict[int, list[Said]] = field(default_factory=lambda: defaultdict(list))

    def views(self) -> Iterator[tuple[int, ClaimView]]:
        """Each claim's id and view."""
        self._read_about()
        self._read_statements()
        names = self._known()
        columns = ("pk", "slug", "text", "language", "kind", "event_id", "occurred", *_moments("occurred"))
        for pk, slug, text, language, kind, event, occurred, *moments in self._claims().values_list(*columns):
            asserted_by = frozenset(standing_assertions(self.said.pop(pk, ())))
            parties = {
                capacity: frozenset(self.trees.party(actor) for actor, of in self.about.get(pk, ()) if of == capacity)
                for capacity in (Capacity.AGENT, Capacity.AFFECTED)
            }
            yield (
                pk,
                ClaimView(
                    slug=slug,
                    wording=read(text, language, names),
                    kind=ClaimKind(kind),
                    events=self.trees.slugs(event),
                    occurred=Span(*moments) if occurred else None,
                    agents=parties[Capacity.AGENT],
                    affected=parties[Capacity.AFFECTED],
                    asserted_by=asserted_by,
                    figure=self._figure(pk, event, asserted_by),
                    rests_on=frozenset(self._rests.get(pk, ())),
                ),
            )

    def _claims(self) -> Any:
        return Claim.objects.filter(event_id__in=self.events, public_state__in=LIVE).order_by("pk")

    def _of(self, model: Any) -> Any:
        return model.objects.filter(claim__event_id__in=self.events, claim__public_state__in=LIVE)

    def _read_about(self) -> None:
        for claim, actor, capacity in self._of(ClaimAbout).values_list("claim_id", "actor_id", "capacity"):
            self.about[claim].append((actor, capacity))

    def _read_statements(self) -> None:
        columns = ("pk", "claim_id", "actor_id", "stance", "elements", "said", *_moments("said"))
        source = ("source__published", *_moments("source__published"))
        for pk, claim, actor, stance, elements, said, first, last, read_on, *moments in (
            self._of(Statement).order_by("pk").values_list(*columns, *source).iterator(chunk_size=10_000)
        ):
            self.said[claim].append(
                Said(
                    id=str(pk),
                    chain=self.trees.chain_slugs(actor),
                    stance=Stance(stance),
                    elements=frozenset(Element(element) for element in elements),
                    said=Span(first, last) if said else None,
                    published=Span(*moments) if read_on else None,
                    recorded=pk,
                )
            )

    @cached_property
    def _rests(self) -> dict[int, list[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for claim, ground in self._of(ClaimRest).values_list("claim_id", "rests_on__slug"):
            found[claim].append(ground)
        return found

    @cached_property
    def _figures(self) -> dict[int, tuple[Any, ...]]:
        columns = ("measure", "population", "side__slug", "all_sides", "area", "low", "high", "quantifier", "basis")
        rows = self._of(Figure).values_list("claim_id", *columns, "counted_from", "as_of")
        return {claim: tuple(rest) for claim, *rest in rows}

    def _figure(self, claim: int, event: int, parties: frozenset[str]) -> FigureView | None:
        if claim not in self._figures:
            return None
        measure, population, side, everyone, area, low, high, quantifier, basis, start, as_of = self._figures[claim]
        return FigureView(
            measure=Measure(measure),
            population=Population(population),
            side="all" if everyone else side,
            area=area or None,
            low=low,
            high=high,
            quantifier=Quantifier(quantifier),
            basis=Basis(basis),
            counted_from=start or None,
            as_of=as_of or None,
            event=self.trees.slugs(event)[0],
            parties=parties,
        )

    def _known(self) -> Known:
        """The names of those whom the claims are about, under their parties, and of the places of the events."""
        actors = {link for links in self.about.values() for actor, _ in links for link in self.trees.chain(actor)}
        names: defaultdict[str, list[str]] = defaultdict(list)
        for actor in sorted(actors):
            names[self.trees.party(actor)].append(self.trees.name(actor))
        for actor, name in ActorAlias.objects.filter(actor__in=actors).values_list("actor_id", "name"):
            names[self.trees.party(actor)].append(name)
        return known(names, PlaceName.objects.filter(place__events__in=self.events).values_list("name", flat=True))


def _moments(name: str) -> tuple[str, str]:
    return (f"{name}_earliest", f"{name}_latest")
