"""What editors do with a report: take it, give it, note, answer, close, open again, delete. Keyword-only, atomic.

Who may do which is for the workbench to ask; whether it fits the report's state is said here.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.inbox.models import Receipt, Report
from claims.inbox.vocabulary import ReportState


class AlreadyHandled(Exception):
    """Somebody else did something with the report meanwhile; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else worked on this report meanwhile, and nothing of yours was stored. Look at it again."
        )


@transaction.atomic
def assign(*, report: Report, to: Any, started_from: int, note: str | None = None) -> None:
    """Put it into somebody's hands, or into nobody's: its sender sees whether it is being looked at."""
    stored = _locked(report, started_from)
    if not stored.is_waiting:
        raise ValidationError("It has been answered or closed; open it again first.")
    stored.assigned_to = to
    _save(stored, note)
    _move(stored, ReportState.RECEIVED if to is None else ReportState.IN_HAND)


@transaction.atomic
def keep_note(*, report: Report, started_from: int, note: str) -> None:
    """Keep what editors tell one another about it. The other steps take a note along as well."""
    _save(_locked(report, started_from), note)


@transaction.atomic
def answer(*, report: Report, text: str, change: str = "", by: Any, started_from: int, note: str | None = None) -> None:
    """Answer it, or answer it otherwise. Whoever holds the reference number reads the answer."""
    stored = _locked(report, started_from)
    stored.assigned_to = stored.assigned_to or by
    _save(stored, note)
    _move(stored, ReportState.ANSWERED, answer=text, change=change)


@transaction.atomic
def close(*, report: Report, started_from: int, note: str | None = None) -> None:
    """Put it aside without an answer."""
    stored = _locked(report, started_from)
    _save(stored, note)
    _move(stored, ReportState.CLOSED)


@transaction.atomic
def reopen(*, report: Report, started_from: int, note: str | None = None) -> None:
    """Have it wait again; an answer that it had is taken back."""
    stored = _locked(report, started_from)
    _save(stored, note)
    _move(stored, ReportState.RECEIVED if stored.assigned_to is None else ReportState.IN_HAND)


@transaction.atomic
def delete(*, report: Report) -> None:
    """Delete what was sent. Its receipt stays, and no longer says that anybody will look at it."""
    stored = Report.objects.select_for_update().get(pk=report.pk)
    if stored.is_waiting:
        _move(stored, ReportState.CLOSED)
    stored.delete()


def _locked(report: Report, started_from: int) -> Report:
    # The receipt is read after the lock was waited for.
    stored = Report.objects.select_for_update().get(pk=report.pk)
    if stored.revision != started_from:
        raise AlreadyHandled
    return stored


def _save(report: Report, note: str | None) -> None:
    """Store it, which counts a revision: every step does."""
    if note is not None:
        report.note = note
    report.full_clean(exclude=["receipt"])
    report.save()


def _move(report: Report, state: ReportState, *, answer: str = "", change: str = "") -> None:
    receipt: Receipt = report.receipt
    receipt.state, receipt.changed_at = state, timezone.now()
    receipt.answer, receipt.change = answer, change
    receipt.full_clean(validate_unique=False)
    receipt.save()
