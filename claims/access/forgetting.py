"""What is forgotten of who asked or guessed how often: everything, when no limit looks at it any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from claims.access.models import Guess, RequestCount
from claims.access.sessions import SessionStore

COUNTS_KEPT = timedelta(hours=1)
GUESSES_KEPT = timedelta(days=1)


def forget_counts() -> int:
    """Delete the counts of windows that are long over; how many there were."""
    before = datetime.now(UTC) - COUNTS_KEPT
    deleted, _ = RequestCount.objects.filter(starts_at__lt=int(before.timestamp())).delete()
    return deleted


def forget_guesses() -> int:
    """Delete the guesses that no limit counts any more; how many there were."""
    deleted, _ = Guess.objects.filter(at__lt=datetime.now(UTC) - GUESSES_KEPT).delete()
    return deleted


def forget_sessions() -> None:
    """Delete the sessions whose time is over."""
    SessionStore.clear_expired()
