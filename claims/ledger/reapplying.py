"""Taking down again what a restored backup has forgotten: run before it serves, from the list of takedowns.

Doing it twice, or being killed in between, does no harm: what is down already stays so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from claims.ledger.canonical import timestamp
from claims.ledger.erasing import ERASABLE, erase
from claims.ledger.freeze import RECORDS
from claims.ledger.models import Action, Entry
from claims.ledger.takedown import NotTakenDown, quarantine, withdraw
from claims.ledger.takedown_list import Line, standing, strike_out
from factreg.records import PublicState, Record

REASON = "Taken down again: a backup was restored that was made before it was taken down."
LEGAL_BASIS = "As it was when it was first taken down."


@dataclass(frozen=True, slots=True)
class Reapplied:
    """What was done with a record, in words."""

    type: str
    key: str
    done: str


def missing() -> dict[tuple[str, str], list[Line]]:
    """What is listed and not in the ledger, by (type, key)."""
    listed = standing()
    known = Entry.objects.filter(seq__in=[line.seq for line in listed])
    there = {(seq, timestamp(at), str(key)) for seq, at, key in known.values_list("seq", "at", "key")}
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in listed:
        if (line.seq, line.at, line.key) not in there:
            found[line.type, line.key].append(line)
    return found


def unapplied(*, older_than: timedelta = timedelta()) -> int:
    """Of how many records the database shows what the list has down. What was listed just now is being committed."""
    before = timestamp(datetime.now(UTC) - older_than)
    return sum(
        RECORDS[type_].objects.filter(key=key).exclude(public_state=PublicState.NEVER).exists()
        for (type_, key), lines in missing().items()
        if any(line.at < before for line in lines)
    )


def reapply() -> list[Reapplied]:
    """Take down what the database should have down. What it does not hold at all stays listed: it may yet come back."""
    done = []
    for (type_, key), lines in missing().items():
        record = RECORDS[type_].objects.filter(key=key).first()
        if record is None or record.public_state == PublicState.NEVER:
            continue
        words = [*_erased(record, lines), *_taken_down(record, lines)]
        # Whatever was done is listed anew, by its own entry.
        strike_out(lines)
        done += [Reapplied(type_, key, each) for each in words]
    return done


def _erased(record: Record, lines: Sequence[Line]) -> list[str]:
    done = []
    for line in (line for line in lines if line.action == Action.ERASED):
        record.refresh_from_db()
        if record.public_state not in ERASABLE:
            continue
        given: dict[str, Any] = {"legal_basis": LEGAL_BASIS if line.legal else "", "reason": REASON}
        try:
            erase(record=record, by=None, as_operator=True, versions=line.versions or None, **given)
        except NotTakenDown as refused:
            # A hold, or what is public in the backup are the very words: at least nobody reads them.
            record.refresh_from_db()
            if record.public_state in (PublicState.PUBLISHED, PublicState.WITHDRAWN):
                quarantine(record=record, by=None, **given)
            done.append(f"quarantined, for it can't be erased: {refused}")
        else:
            done.append(f"erased, {'versions of it' if line.versions else 'whole'}")
    return done


def _taken_down(record: Record, lines: Sequence[Line]) -> list[str]:
    """The last of what was done and undone counts. A restoration alone brings nothing back."""
    changes = [line for line in lines if line.action != Action.ERASED]
    record.refresh_from_db()
    if not changes or changes[-1].action == Action.RESTORED:
        return []
    basis = LEGAL_BASIS if changes[-1].legal else ""
    if changes[-1].action == Action.QUARANTINED and record.public_state in (
        PublicState.PUBLISHED,
        PublicState.WITHDRAWN,
    ):
        quarantine(record=record, by=None, reason=REASON, legal_basis=basis)
        return ["quarantined"]
    if changes[-1].action == Action.WITHDRAWN and record.public_state == PublicState.PUBLISHED:
        withdraw(record=record, by=None, reason=REASON, legal_basis=basis)
        return ["withdrawn"]
    return []
