"""A claim's page as a Django project makes it: its objects by the ORM, judged and put in order for each reader.

It shows what the registry's page shows, tag by tag (measures/pages.py compares them), in as many queries however much
there is on record. The rules are the registry's own; what a template can say itself is left to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from claims.models import (
    Actor,
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    ResponseSearch,
    Statement,
)
from claims.rules import (
    Judgement,
    Rival,
    Said,
    in_order,
    judge,
    standing_assertions,
)
from claims.vocabulary import ClaimKind, Element, Stance
from factreg.edtf_dates import Span
from factreg.records import PublicState

PUBLISHED = PublicState.PUBLISHED


def claims_for_pages() -> QuerySet[Any]:
    """Published claims with all that belongs to one, what statements name joined to them."""
    statements = Statement.objects.select_related("actor", "source__publisher", "primary_source__publisher")
    return (
        Claim.objects.filter(public_state=PUBLISHED)
        .select_related("event", "figure__side")
        .prefetch_related(
            Prefetch("about_set", ClaimAbout.objects.select_related("actor")),
            Prefetch("statements", statements),
            Prefetch("response_searches", ResponseSearch.objects.select_related("actor")),
            Prefetch("assessments", Assessment.objects.select_related("organisation")),
            Prefetch("rests_set", ClaimRest.objects.select_related("rests_on")),
        )
    )


@dataclass
class Around:
    """A claim with the claims joined to it: their pairs, statements, and whose word each statement is."""

    claim: Claim
    contradictions: list[Contradiction]
    counter_accusations: list[CounterAccusation]
    statements: dict[int, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    chains: dict[int, list[Actor]] = field(default_factory=dict)
    _said: dict[int, list[Said]] = field(default_factory=dict)

    def said(self, claim: int) -> list[Said]:
        """The statements on a claim as the rules see them, in the order in which they are told."""
        if claim not in self._said:
            self._said[claim] = in_order([self._one(statement) for statement in self.statements[claim]])
        return self._said[claim]

    def _one(self, statement: Statement) -> Said:
        source = statement.source
        return Said(
            id=str(statement.pk),
            chain=tuple(actor.slug for actor in self.chains[statement.actor_id]),
            stance=Stance(statement.stance),
            elements=frozenset(Element(element) for element in statement.elements),
            said=Span(statement.said_earliest, statement.said_latest) if statement.said else None,
            published=Span(source.published_earliest, source.published_latest) if source.published else None,
            recorded=statement.number,
        )

    def judged(self, claim: int) -> Judgement:
        rivals = [
            Rival(other.slug, standing_assertions(self.said(other.pk)), is_of_labels(pair))
            for pair, other in joined(self.contradictions, claim)
        ]
        return judge(self.said(claim), rivals)

    @cached_property
    def names(self) -> dict[str, str]:
        searched = {search.actor.slug: search.actor.name for search in self.claim.response_searches.all()}
        return searched | {actor.slug: actor.name for chain in self.chains.values() for actor in chain}


def joined(pairs: Iterable[Any], claim: int) -> list[tuple[Any, Claim]]:
    """The pairs that join a claim to another, each with the other."""
    return [
        (pair, pair.second_claim if pair.first_claim_id == claim else pair.first_claim)
        for pair in pairs
        if claim in (pair.first_claim_id, pair.second_claim_id)
    ]


def is_of_labels(pair: Contradiction) -> bool:
    return ClaimKind.CHARACTERISATION in (pair.first_claim.kind, pair.second_claim.kind)


def around(slug: str) -> Around:
    """All that a claim's page needs to judge it and its neighbours; 404 where it is not public."""
    claim = claims_for_pages().filter(slug=slug).first()
    if claim is None:
        raise Http404
    found = Around(claim, _pairs(Contradiction, [claim.pk]), _pairs(CounterAccusation, [claim.pk]))
    pairs = [*found.contradictions, *found.counter_accusations]
    neighbours = {rest.rests_on_id for rest in claim.rests_set.all()} | {
        other.pk for _, other in joined(pairs, claim.pk)
    }
    if neighbours:
        known = {pair.pk for pair in found.contradictions}
        found.contradictions += [pair for pair in _pairs(Contradiction, neighbours) if pair.pk not in known]
        # A neighbour's rivals are told in the order of recording, whichever claim's page this is.
        found.contradictions.sort(key=attrgetter("pk"))
    found.statements[claim.pk] = list(claim.statements.all())
    judged = {side for pair in found.contradictions for side in (pair.first_claim_id, pair.second_claim_id)}
    if others := (neighbours | judged) - {claim.pk}:
        for statement in Statement.objects.filter(claim__in=others).select_related("actor", "source"):
            found.statements[statement.claim_id].append(statement)
    speakers = {statement.actor_id for statements in found.statements.values() for statement in statements}
    found.chains = Actor.objects.chains(speakers)
    return found


def _pairs(model: Any, claims: Iterable[int]) -> list[Any]:
    published = Q(public_state=PUBLISHED, first_claim__public_state=PUBLISHED, second_claim__public_state=PUBLISHED)
    sides = Q(first_claim__in=claims) | Q(second_claim__in=claims)
    return list(model.objects.filter(published & sides).select_related("first_claim", "second_claim").order_by("pk"))
