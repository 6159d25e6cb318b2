"""What is forgotten of who asked how often: everything, an hour after it was counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from claims.access.models import RequestCount

COUNTS_KEPT = timedelta(hours=1)


def forget_counts() -> int:
    """Delete the counts of windows that are long over; how many there were."""
    before = datetime.now(UTC) - COUNTS_KEPT
    deleted, _ = RequestCount.objects.filter(starts_at__lt=int(before.timestamp())).delete()
    return deleted
