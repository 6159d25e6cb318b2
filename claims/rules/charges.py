"""Counter-accusations: two claims by which two parties charge each other with the same kind of act."""

from __future__ import annotations

from claims.rules import topics
from claims.rules.likeness import Likeness
from claims.rules.views import ClaimView, Found, of_one_event
from claims.vocabulary import ClaimKind, ProposalType

# Of what two charges say, how much they have to share.
CERTAIN, OF_ONE_EVENT, OF_ONE_TREE = 0.75, 0.3, 0.5
_NO_ACTS = (ClaimKind.DECISION, ClaimKind.CONTROL, ClaimKind.LEGAL_STATUS)


def counter_accusation(a: ClaimView, b: ClaimView, like: Likeness) -> Found | None:
    """Each charges the other side with the same kind of act. A contradiction it is not: both can be true."""
    if a.kind != b.kind or a.kind in _NO_ACTS or not charge_each_other(a, b) or not like.same_negation:
        return None
    if like.a.has(topics.NO_CHARGE) or like.b.has(topics.NO_CHARGE) or like.a.hedged or like.b.hedged:
        return None
    near = of_one_event(a, b)
    if like.share < (OF_ONE_EVENT if near else OF_ONE_TREE):
        return None
    certain = near and like.share >= CERTAIN
    return Found(
        type=ProposalType.COUNTER_ACCUSATION,
        reason="Each claim charges the other side with the same kind of act.",
        certain=certain,
        to_settle="" if certain else "Whether the two acts are of the same kind.",
    )


def charge_each_other(a: ClaimView, b: ClaimView) -> bool:
    """Whether whoever is charged in one is wronged by, or accuses in, the other; and nobody owns up to it."""
    if a.agents & b.agents or a.own_account or b.own_account:
        return False
    return bool(a.agents & (b.affected | b.asserted_by)) and bool(b.agents & (a.affected | a.asserted_by))
