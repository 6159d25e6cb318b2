"""Lists of disputes: which claim is told under another. Lists of claims fold nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.vocabulary import StandingValue


@dataclass(frozen=True, slots=True)
class FoldFacts:
    """What folding has to know of a claim.

    ``rivals``: the claims that contradict it, characterisations left out. ``first_published``: its place in the order
    of first publications.
    """

    id: str
    standing: StandingValue
    rests_on: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    only_through_contradiction: bool = False
    first_published: int = 0

    @property
    def disputed(self) -> bool:
        return self.standing == StandingValue.DISPUTED


def folded_into(claim: FoldFacts, neighbours: Mapping[str, FoldFacts]) -> str | None:
    """The dispute under which this one is told; None where it is told itself, or is no dispute.

    A disputed claim goes under the disputed claim it rests on; one that is disputed only through a contradiction goes
    under the disputed claim that contradicts it; of two that are disputed only through each other, the one published
    first stays.

    Each claim is folded by itself, knowing only ``neighbours``: those it rests on and those that contradict it (more
    may be given). So that no circle of claims can vanish from the list, it goes only under a claim that was published
    before it, or under one that leads nowhere further back. What a claim names is published before it, so this holds
    back only claims that were tied to a later, itself folded one by a later edit; those are then listed themselves.
    """
    if not claim.disputed:
        return None
    candidates = [*claim.rests_on, *(claim.rivals if claim.only_through_contradiction else ())]
    for target in (neighbours[slug] for slug in candidates if slug in neighbours and slug != claim.id):
        if target.disputed and (_precedes(target, claim) or _leads_to_a_listed_claim(target, neighbours, ())):
            return target.id
    return None


def _precedes(one: FoldFacts, other: FoldFacts) -> bool:
    return (one.first_published, one.id) < (other.first_published, other.id)


def _leads_to_a_listed_claim(claim: FoldFacts, neighbours: Mapping[str, FoldFacts], path: tuple[str, ...]) -> bool:
    """Whether what is known says for sure that following this dispute ends in a listed one.

    Sure are only denied disputes that rest, all the way down, on known claims that are such disputes or none at all.
    """
    if claim.only_through_contradiction or claim.id in path:
        return False
    below = [neighbours.get(slug) for slug in claim.rests_on]
    return all(
        facts is not None and (not facts.disputed or _leads_to_a_listed_claim(facts, neighbours, (*path, claim.id)))
        for facts in below
    )
