"""Takedowns that take two people: one asks, another confirms or refuses. Quarantine takes one, and is in takedown.py.

Where a registry is kept by one person (TAKEDOWN_BY_SECOND_PERSON is off), who asks may confirm.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.ledger.door import public_reason
from claims.ledger.erasing import ERASABLE, erase, refuse_held, would_destroy
from claims.ledger.freeze import RECORDS
from claims.ledger.takedown import NotTakenDown, withdraw
from claims.ledger.takedown_list import struck_out_if_undone
from claims.models import Takedown, TakedownKind, TakedownState
from factreg.records import PublicState, Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

SAME_PERSON = "You asked for it yourself: another person is to confirm it."


def ask(
    *,
    record: Record,
    kind: TakedownKind,
    by: AbstractBaseUser | None,
    reason: str,
    legal_basis: str = "",
    versions: Collection[int] = (),
) -> Takedown:
    """Ask for a record to be withdrawn or erased. Raises NotTakenDown where that can't be, ValueError without a reason.

    Nothing changes in public. Where there is danger, quarantine the record as well.
    """
    if not (reason := public_reason(reason)):
        raise ValueError("reason: say in public why.")
    refuse(record, kind, versions)
    asked = Takedown(
        kind=kind,
        type=record.type,
        key=record.key,
        versions=sorted(set(versions)),
        reason=reason,
        legal_basis=public_reason(legal_basis),
        requested_by=by,  # type: ignore[misc]
    )
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise NotTakenDown(f"A takedown of {record.type} {record.slug} waits for a second person already.") from error
    return asked


def refuse(record: Record, kind: TakedownKind, versions: Collection[int] = ()) -> None:
    """Raises NotTakenDown where what is asked for could not be done."""
    states = ERASABLE if kind == TakedownKind.ERASE else (PublicState.PUBLISHED,)
    if record.public_state not in states:
        raise NotTakenDown(f"{record.type} {record.slug} is {record.get_public_state_display()}.")
    if kind == TakedownKind.ERASE:
        refuse_held(record)
        if versions:
            would_destroy(record=record, versions=versions)


def may_confirm(*, asked: Takedown, by: Any) -> bool:
    """Whether somebody is the second person that it takes."""
    return not settings.TAKEDOWN_BY_SECOND_PERSON or asked.requested_by_id != by.pk


def confirm(*, asked: Takedown, by: AbstractBaseUser) -> Takedown:
    """Do what was asked for. Raises NotTakenDown for whoever asked, for what is decided, and as the doing does."""
    with struck_out_if_undone(), transaction.atomic():
        stored = _waiting(asked)
        if not may_confirm(asked=stored, by=by):
            raise NotTakenDown(SAME_PERSON)
        record = RECORDS[stored.type].objects.get(key=stored.key)
        given: dict[str, Any] = {
            "record": record,
            "by": stored.requested_by,
            "approved_by": by,
            "reason": stored.reason,
            "legal_basis": stored.legal_basis,
        }
        if stored.kind == TakedownKind.ERASE:
            entry = erase(**given, versions=stored.versions or None)
        else:
            entry = withdraw(**given)
        stored.seq = entry.seq
        return _decided(stored, TakedownState.DONE, by)


@transaction.atomic
def turn_down(*, asked: Takedown, by: AbstractBaseUser) -> Takedown:
    """Refuse what was asked for, or take it back. Raises NotTakenDown for what is decided."""
    return _decided(_waiting(asked), TakedownState.REFUSED, by)


def _waiting(asked: Takedown) -> Takedown:
    stored = Takedown.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if stored.state != TakedownState.WAITING:
        raise NotTakenDown(f"It is decided already: {stored.get_state_display()}.")
    return stored


def _decided(asked: Takedown, state: TakedownState, by: AbstractBaseUser) -> Takedown:
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.save()
    return asked
