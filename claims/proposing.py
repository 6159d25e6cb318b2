"""The only writers of proposals: putting what the finder found into the queue, and an editor's decision on one.

Keyword-only, by whom, atomic. Accepting makes the record as a draft; it becomes public by the ledger's door alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.actions import save
from claims.finder import Proposed, Search
from claims.models import Claim, Contradiction, CounterAccusation, Proposal, RejectedPair
from claims.vocabulary import ProposalState, ProposalType
from factreg.merged import keep_merges_out

_CONTENT = ("type", "kind", "element", "reason", "certain", "to_settle")


class AlreadyDecided(Exception):
    """Someone else decided first; nothing was changed."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        if proposal.is_waiting:
            super().__init__("This proposal has changed since you opened the page. Look at it again, and decide.")
            return
        who = f" by {proposal.decided_by}" if proposal.decided_by else ""
        super().__init__(
            f"This pair was {proposal.get_state_display()}{who} since you opened the page; yours was not stored."
        )


@dataclass(frozen=True)
class Queued:
    """What a run of the finder did to the queue."""

    found: int
    new: int
    changed: int
    gone: int


def fill_queue(*, claim: Claim | None = None, progress: Callable[[int], None] | None = None) -> Queued:
    """Look for proposals, for all claims or for one, and bring the queue up to date.

    What was decided stays decided; what waits and is not found any more, since the claims were edited, goes.
    """
    found = new = changed = gone = 0
    for compared, proposed in Search(claim=claim).batches(progress):
        scope = _waiting_among(compared, claim)
        with transaction.atomic():
            counts = _store(proposed, scope)
        found += len(proposed)
        new, changed, gone = new + counts[0], changed + counts[1], gone + counts[2]
    return Queued(found, new, changed, gone)


def _waiting_among(compared: Iterable[int], claim: Claim | None) -> Q:
    if claim is not None:
        return Q(first_claim=claim) | Q(second_claim=claim)
    return Q(first_claim__in=list(compared))


def _store(proposed: Iterable[Proposed], scope: Q) -> tuple[int, int, int]:
    """How many proposals are new, changed and gone."""
    keep_merges_out()
    stored = {
        (min(pair), max(pair)): each
        for each in Proposal.objects.filter(scope).select_for_update()
        for pair in [(each.first_claim_id, each.second_claim_id)]
    }
    fresh = {(each.first, each.second): _proposal(each) for each in proposed}
    new = [proposal for pair, proposal in fresh.items() if pair not in stored]
    changed = list(_changed(fresh, stored))
    gone = [each.pk for pair, each in stored.items() if pair not in fresh and each.is_waiting]
    made = Proposal.objects.bulk_create(new, batch_size=1_000, ignore_conflicts=True)
    Proposal.objects.bulk_update(changed, _CONTENT, batch_size=1_000)
    Proposal.objects.filter(pk__in=gone).delete()
    return len(made), len(changed), len(gone)


def _proposal(proposed: Proposed) -> Proposal:
    found = proposed.found
    return Proposal(
        first_claim_id=proposed.first,
        second_claim_id=proposed.second,
        type=found.type,
        kind=found.kind or "",
        element=found.element or "",
        reason=found.reason,
        certain=found.certain,
        to_settle=found.to_settle,
    )


def _changed(fresh: dict[tuple[int, int], Proposal], stored: dict[tuple[int, int], Proposal]) -> Iterator[Proposal]:
    """Stored proposals that wait and of which something else is found by now."""
    for pair in fresh.keys() & stored.keys():
        new, old = fresh[pair], stored[pair]
        if old.is_waiting and any(getattr(new, name) != getattr(old, name) for name in _CONTENT):
            for name in _CONTENT:
                setattr(old, name, getattr(new, name))
            yield old


@transaction.atomic
def accept(*, proposal: Proposal, record: Contradiction | CounterAccusation, by: Any, started_from: int) -> Any:
    """Make the record, as the editor worded it, a draft. AlreadyDecided, or a ValidationError that names its field."""
    stored = _undecided(proposal, started_from)
    record.first_claim, record.second_claim = stored.first_claim, stored.second_claim
    save(record=record, by=by)
    _decide(stored, ProposalState.ACCEPTED, by=by)
    return record


@transaction.atomic
def reject(*, proposal: Proposal, by: Any, note: str, started_from: int) -> RejectedPair:
    """Put on record that the two are neither, and why; they are not proposed again."""
    stored = _undecided(proposal, started_from)
    pair = RejectedPair(first_claim=stored.first_claim, second_claim=stored.second_claim, reason=note)
    save(record=pair, by=by)
    _decide(stored, ProposalState.REJECTED, by=by, note=note)
    return pair


@transaction.atomic
def put_off(*, proposal: Proposal, by: Any, started_from: int, note: str = "") -> None:
    """Put it back at the end of the queue."""
    _decide(_undecided(proposal, started_from), ProposalState.LATER, by=by, note=note)


def _undecided(proposal: Proposal, started_from: int) -> Proposal:
    """The stored proposal, locked; the first to come decides."""
    keep_merges_out()
    # Not with who decided: a row joined before the lock was waited for is not read again.
    stored: Proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not stored.is_waiting or stored.revision != started_from:
        raise AlreadyDecided(stored)
    return stored


def _decide(proposal: Proposal, state: ProposalState, *, by: Any, note: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.decided, proposal.note = state, by, timezone.now(), note
    save(record=proposal, by=by, started_from=proposal.revision)


def empty_record(proposal: Proposal) -> Contradiction | CounterAccusation:
    """The record that would be made of it, as proposed, for the editor to word."""
    if proposal.type == ProposalType.CONTRADICTION:
        return Contradiction(kind=proposal.kind, element=proposal.element, reason=proposal.reason)
    return CounterAccusation(reason=proposal.reason)
