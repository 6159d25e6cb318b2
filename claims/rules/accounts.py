"""What is said of a party's part against what others say of it: taking part, particular acts, targets, labels."""

from __future__ import annotations

from claims.rules import topics
from claims.rules.likeness import Likeness
from claims.rules.views import ClaimView, Found, apart, of_one_event
from claims.vocabulary import ClaimKind, ContradictionKind, Element, ProposalType


def taking_part(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """One says that a party takes no part, the other names an act or help of that party.

    Use of force against another in the fighting is taking part; whether support is depends on the word's meaning.
    """
    absent, present = (a, b) if _denies_taking_part(a) else (b, a)
    if not _denies_taking_part(absent) or _denies_taking_part(present) or not absent.agents & present.agents:
        return None
    if apart(a, b) or present.wording.negated or present.wording.hedged or present.own_account:
        return None
    by_force = present.kind == ClaimKind.ATTACK
    if not by_force and (present.kind != ClaimKind.INVOLVEMENT or present.wording.has(topics.TIES)):
        return None
    certain = by_force and bool(present.affected - present.agents) and absent.wording.has(topics.FIGHTING)
    if by_force:
        reason = "A party that uses force against another in the fighting takes part in it."
        question = "Whether the use of force is part of what the party is said to take no part in."
    else:
        reason = "A party that does this may be said to take part in the fighting."
        question = "Whether this makes it a party depends on the meaning of the word."
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.AGENT,
        reason=reason,
        certain=certain,
        to_settle="" if certain else question,
    )


def own_denial(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """A party says in words of its own that it did no such thing as another charges it with."""
    if like.same_negation or a.kind != b.kind or not of_one_event(a, b) or apart(a, b) or not a.agents & b.agents:
        return None
    own, charge = (a, b) if a.wording.negated else (b, a)
    if not own.own_account or charge.own_account or not charge.asserted_by or not like.plain or not like.shared:
        return None
    if (a.wording.places and b.wording.places and not a.wording.places & b.wording.places) or not like.same_days:
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.OCCURRENCE,
        reason="One claim says that the party did what the other says it did not do.",
        certain=False,
        to_settle="Whether the one covers what the other is about.",
    )


def own_restraint(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """A party says that it aims at fighters only; another says that it hit what is civilian."""
    restrained, charge = (a, b) if a.wording.only else (b, a)
    if not restrained.wording.only or charge.wording.only or not restrained.own_account or charge.own_account:
        return None
    if not restrained.agents & charge.agents or apart(a, b) or charge.wording.negated or charge.wording.hedged:
        return None
    if restrained.kind != ClaimKind.ATTACK or charge.kind not in (ClaimKind.ATTACK, ClaimKind.CASUALTIES):
        return None
    if not restrained.wording.has(topics.MILITARY) or not charge.wording.has(topics.CIVILIAN):
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.TARGET,
        reason="One claim limits what the party aims at; the other says that it hit something else.",
        certain=False,
        to_settle="Whether aiming and hitting are told apart, and whether both are about the same time.",
    )


def own_label(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """A party's part is labelled by itself, or by one that acts with it, and otherwise by others."""
    labels = a.kind == b.kind == ClaimKind.CHARACTERISATION
    if not labels or not of_one_event(a, b) or not a.agents & b.agents or apart(a, b) or like.same_frame:
        return None
    acting = a.agents | b.agents
    if bool(acting & a.asserted_by) == bool(acting & b.asserted_by) or not (a.asserted_by and b.asserted_by):
        return None
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.CHARACTERISATION,
        reason="The same party's part is characterised in ways that may exclude each other.",
        certain=False,
        to_settle="Whether the two labels exclude each other; opposed labels alone are no contradiction.",
    )


def _denies_taking_part(claim: ClaimView) -> bool:
    words = claim.wording
    return claim.kind == ClaimKind.INVOLVEMENT and words.negated and not words.hedged and words.has(topics.TAKING_PART)
