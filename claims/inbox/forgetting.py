"""What the inbox forgets, and when: who sent a report after 30 days, and from where reports came after one.

`manage.py serve` has it done every hour; elsewhere `manage.py forget_senders` belongs into a timetable.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from claims.inbox.models import ARRIVALS_KEPT, Arrival, Report


class Forgotten(NamedTuple):
    senders: int
    arrivals: int


def forget() -> Forgotten:
    """Delete what is too old, and tell how much that was."""
    now = timezone.now()
    senders = Report.objects.with_old_contact(now).update(name="", contact="")
    arrivals, _ = Arrival.objects.filter(at__lte=now - ARRIVALS_KEPT).delete()
    return Forgotten(senders, arrivals)
