"""What to propose for two claims: a contradiction, a counter-accusation, or nothing. A person has the last word.

The judgements themselves are in figures, differences, accounts and charges; here is their order.
"""

from __future__ import annotations

from dataclasses import replace

from claims.rules.accounts import own_denial, own_label, own_restraint, taking_part
from claims.rules.charges import counter_accusation
from claims.rules.differences import another_number, another_place, negation, opposites, rival_agents
from claims.rules.figures import FigureView, Verdict, compare_figures
from claims.rules.likeness import compare
from claims.rules.views import ClaimView, Found
from claims.vocabulary import ContradictionKind, Element, Population, ProposalType

TOLD_APART = "An editor found the two to be different claims; settle whether both can be true."

# The first that holds is proposed: what is surest stands first.
_RULES = (
    negation,
    taking_part,
    rival_agents,
    counter_accusation,
    opposites,
    another_number,
    another_place,
    own_denial,
    own_restraint,
    own_label,
)


def propose(a: ClaimView, b: ClaimView) -> Found | None:
    """What the two may be; the order of the two makes no difference.

    Only claims of one tree of events are compared, and none with a claim that it rests on. Where both have a figure on
    record, their figures decide whether they contradict.
    """
    if a.slug == b.slug or a.topmost_event != b.topmost_event or a.slug in b.rests_on or b.slug in a.rests_on:
        return None
    if a.figure and b.figure and (found := figures(a.figure, b.figure)):
        return found
    like = compare(a.wording, b.wording)
    return next((found for rule in _RULES if (found := rule(a, b, like))), None)


def of_different(found: Found) -> Found:
    """What is found of two claims that somebody looked at and told apart: never certain, and a person is told so.

    Told apart is not reconciled: two claims that are not the same may still contradict each other.
    """
    return replace(found, certain=False, to_settle=f"{TOLD_APART} {found.to_settle}".strip())


def figures(a: FigureView, b: FigureView) -> Found | None:
    """What two figures of one tree of events come to. Figures whose scope is not the same are nobody's work."""
    if not _of_one_scope(a, b):
        return None
    judged = compare_figures(a, b)
    if judged.verdict not in (Verdict.CONTRADICTION, Verdict.UNDECIDED):
        return None
    certain = judged.verdict == Verdict.CONTRADICTION
    return Found(
        type=ProposalType.CONTRADICTION,
        kind=ContradictionKind.CONTRARY,
        element=Element.QUANTITY,
        reason=judged.reason if certain else judged.conflict,
        certain=certain,
        to_settle=judged.to_settle,
    )


def _of_one_scope(a: FigureView, b: FigureView) -> bool:
    """Whether both count the same of the same, as far as they say; of whom or where has to be said by both."""
    counted = (a.side, b.side) if a.side or b.side else (a.area, b.area)
    same_people = a.population == b.population or Population.UNSPECIFIED in (a.population, b.population)
    return a.measure == b.measure and same_people and all(counted)
