"""Legal holds: while one stands on a record, nothing of it is destroyed or forgotten. Who placed it, why and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import LegalHold
from factreg.attribution import attributed
from factreg.records import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotHeld(Exception):
    """A hold can't be placed or lifted; nothing was changed."""


def hold_on(record: Record) -> LegalHold | None:
    """The hold that stands on a record, if one does."""
    holds: Any = LegalHold.objects
    found: LegalHold | None = holds.of(record).standing().first()
    return found


def hold(*, record: Record, by: AbstractBaseUser | None, reason: str) -> LegalHold:
    """Place a legal hold on a record. Raises NotHeld where one stands already, ValidationError without a reason."""
    placed = LegalHold(type=record.type, key=record.key, reason=reason, placed_by=by)  # type: ignore[misc]
    placed.clean_fields()
    try:
        with transaction.atomic(), attributed(by=by):
            # An erasure that is under way holds the row: whichever comes first is through before the other.
            type(record)._default_manager.select_for_update().get(pk=record.pk)
            placed.save()
    except IntegrityError as error:
        raise NotHeld("A legal hold stands on it already.") from error
    return placed


@transaction.atomic
def lift(*, held: LegalHold, by: AbstractBaseUser | None, reason: str) -> LegalHold:
    """Lift a hold. Raises NotHeld where it is lifted already, ValidationError without a reason."""
    stored = LegalHold.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if stored.lifted_at:
        raise NotHeld("It is lifted already.")
    stored.lifted_by, stored.lifted_at, stored.lifted_because = by, timezone.now(), reason
    stored.full_clean()
    stored.save()
    return stored
