"""Nearly the same text twice: what follows where only a negation, a number, a place or the agent differs."""

from __future__ import annotations

from claims.rules import lexicon, topics
from claims.rules.counting import Interval
from claims.rules.likeness import Likeness
from claims.rules.views import ClaimView, Found, apart, of_one_event
from claims.vocabulary import ClaimKind, ContradictionKind, Element, ProposalType

# What two different agents can't both do or hold; everything else both may have done.
_ONE_ACT = (ClaimKind.ATTACK, ClaimKind.CASUALTIES, ClaimKind.LOSSES)
_MANY_ACTS = "Both may have happened: settle whether the two are about one and the same act."


def negation(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """One claim says what the other says is not so: contradictory, and certain where both are about one event."""
    if like.same_negation or a.kind != b.kind or apart(a, b) or not _names_the_same(like) or not _same_agents(a, b):
        return None
    questions = []
    if not of_one_event(a, b):
        questions.append("Whether both are about the same event.")
    if a.kind == ClaimKind.CHARACTERISATION:
        questions.append("Whether both use the word in the same sense.")
    if like.a.so_far or like.b.so_far or (a.kind == ClaimKind.CONTROL and not (a.occurred and b.occurred)):
        questions.append("Whether both are about the same time.")
    every = like.a.of_every or like.b.of_every
    if every:
        questions.append("Whether what holds of some but not of all is left out.")
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY if every else ContradictionKind.CONTRADICTORY,
        element=Element.CHARACTERISATION if a.kind == ClaimKind.CHARACTERISATION else Element.OCCURRENCE,
        reason="One claim says what the other, in nearly the same words, says is not so.",
        certain=not questions,
        to_settle=" ".join(questions),
    )


def opposites(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """The two differ in one pair of opposites: killed and survived, open and closed."""
    if len(like.only_one) != 1 or len(like.only_other) != 1 or a.kind != b.kind or apart(a, b):
        return None
    differing = like.only_one | like.only_other
    opposed = any(differing == _stems(pair, like.a.language) for pair in topics.OPPOSITES)
    if not opposed or not like.same_names or not like.same_places or not like.plain:
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.OCCURRENCE,
        reason="The two claims say opposite things of the same subject.",
        certain=False,
        to_settle="Whether both are about the same subject at the same time.",
    )


def rival_agents(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """The same act or possession is ascribed to two agents, to the harm of the same."""
    if not (a.agents and b.agents) or a.agents & b.agents or a.kind != b.kind or not of_one_event(a, b) or apart(a, b):
        return None
    if not like.same_frame or like.same_names or not (like.same_places and like.same_numbers and like.same_days):
        return None
    exclusive = a.kind in (ClaimKind.CONTROL, ClaimKind.LEGAL_STATUS) or like.a.has(topics.EXCLUSIVE)
    one_act = a.kind in _ONE_ACT and bool(a.affected & b.affected)
    if not (exclusive or one_act) or not like.same_negation or not like.plain:
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.AGENT,
        reason="The two claims name different parties for one and the same thing.",
        certain=False,
        to_settle=_MANY_ACTS if one_act else "Whether both are about the same time and the same thing.",
    )


def another_place(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """The same is said to have happened in two places."""
    if not of_one_event(a, b) or apart(a, b) or a.kind != b.kind or not like.same_frame or not like.plain:
        return None
    if not (like.same_days and like.same_numbers and like.same_negation) or a.figure or b.figure:
        return None
    if not _same_agents(a, b) or a.affected != b.affected:
        return None
    by_place = like.same_names and like.a.places and like.b.places and not like.a.places & like.b.places
    by_actor = like.same_places and like.a.actors and like.b.actors and not like.same_names
    one, other = (
        (like.a.places, like.b.places)
        if by_place
        else (like.a.actors - like.b.actors or like.a.actors, like.b.actors - like.a.actors or like.b.actors)
    )
    if not (by_place or by_actor) or not (one <= like.a.located and other <= like.b.located):
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.PLACE,
        reason="The two claims place the same in different places.",
        certain=False,
        to_settle=_MANY_ACTS,
    )


def another_number(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """The same is counted differently, and not both have a figure on record that could be compared."""
    if (a.figure and b.figure) or not of_one_event(a, b) or apart(a, b) or a.kind != b.kind:
        return None
    if a.kind == ClaimKind.CHARACTERISATION or not _names_the_same(like, numbers=False) or not like.same_negation:
        return None
    if len(like.a.numbers) != len(like.b.numbers) or not _same_agents(a, b):
        return None
    differing = [pair for pair in zip(like.a.numbers, like.b.numbers, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1 or not _exclude_each_other(*differing[0]):
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.QUANTITY,
        reason="The two claims give different numbers for the same.",
        certain=False,
        to_settle="Whether both count the same, over the same time; record the two figures to have them compared.",
    )


def _names_the_same(like: Likeness, *, numbers: bool = True) -> bool:
    same = like.same_frame and like.same_names and like.same_places and like.same_days and like.plain
    return same and (like.same_numbers or not numbers)


def _same_agents(a: ClaimView, b: ClaimView) -> bool:
    return not (a.agents and b.agents) or a.agents == b.agents


def _stems(words: frozenset[str], language: str) -> frozenset[str]:
    return frozenset(lexicon.stem(word, language) for word in words)


def _exclude_each_other(one: Interval, other: Interval) -> bool:
    return any(
        high is not None and low is not None and high < low for high, low in ((one[1], other[0]), (other[1], one[0]))
    )
