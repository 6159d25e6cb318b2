"""Claims as the finder's rules see them, and what the rules find. Plain values; who reads the database fills them."""

from __future__ import annotations

from dataclasses import dataclass

from claims.rules.figures import FigureView
from claims.rules.wording import Wording
from claims.vocabulary import ClaimKind, ContradictionKind, Element, ProposalType
from factreg.edtf_dates import Span


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with what a comparison with another needs.

    ``events`` leads from its event up to the topmost one. ``agents``, ``affected`` and ``asserted_by`` are parties:
    ``asserted_by`` those with a standing assertion of the whole claim.
    """

    slug: str
    wording: Wording
    kind: ClaimKind
    events: tuple[str, ...]
    occurred: Span | None
    agents: frozenset[str]
    affected: frozenset[str]
    asserted_by: frozenset[str]
    figure: FigureView | None = None
    rests_on: frozenset[str] = frozenset()

    @property
    def event(self) -> str:
        return self.events[0]

    @property
    def topmost_event(self) -> str:
        return self.events[-1]

    @property
    def own_account(self) -> bool:
        """Whether a party says it of itself."""
        return bool(self.agents & self.asserted_by)


@dataclass(frozen=True, slots=True)
class Found:
    """That two claims may contradict each other, or charge two parties with the same.

    ``reason`` is fit to be published and takes no side. ``certain``: nothing is left to settle; else ``to_settle`` says
    what a person has to. A counter-accusation has no kind and no element.
    """

    type: ProposalType
    reason: str
    certain: bool
    kind: ContradictionKind | None = None
    element: Element | None = None
    to_settle: str = ""


def apart(a: ClaimView, b: ClaimView) -> bool:
    """Whether the two are known to be about different times."""
    one, other = a.occurred, b.occurred
    if one is None or other is None:
        return False
    return any(
        bool(first.latest and second.earliest and first.latest < second.earliest)
        for first, second in ((one, other), (other, one))
    )


def of_one_event(a: ClaimView, b: ClaimView) -> bool:
    return a.event == b.event
