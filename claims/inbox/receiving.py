"""What the public side may do with the inbox: put a report in, unless too many come, and show its receipt.

All of it goes over the public side's own connection, whose role can't read a report.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.inbox.models import LONGEST_LINE, LONGEST_TEXT, Arrival, Receipt, Report
from claims.inbox.tokens import LASTS, OpenedForm, digest_of, new_token, opened, reference_in
from claims.inbox.vocabulary import ReportKind, ReportState
from factreg.clients import hashed

__all__ = [
    "LASTS",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "OpenedForm",
    "ReportKind",
    "ReportState",
    "TooMany",
    "new_token",
    "opened",
    "receipt_of",
    "receive",
    "reference_in",
]

PUBLIC = "public"

# How many reports in how long a time, those of danger and the others for themselves: neither shuts the other out.
# Many people share an address where telephones have no own ones.
FROM_ONE = ((timedelta(hours=1), 10), (timedelta(days=1), 40))
# From as many on it is a flood, in which each address is heard once, so that a few senders can't silence the rest.
A_FLOOD = (timedelta(hours=1), 300)
FROM_ONE_IN_A_FLOOD = (timedelta(hours=1), 1)
# What the database is made to take at the very most.
FROM_ALL = (timedelta(hours=1), 3000)

# One report at a time is counted and stored, so that workers side by side keep to the limits together.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('claims.inbox.receiving'))"


class TooMany(Exception):
    """More reports than are taken in a while; nothing was stored."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Too many reports; again in {wait}.")
        self.seconds = max(1, math.ceil(wait.total_seconds()))


def receive(*, reference: str, address: str, **words: str) -> None:
    """Store a report under its reference number; what has that number already is left as it is. Raises TooMany."""
    now = timezone.now()
    digest = digest_of(reference)
    with transaction.atomic(using=PUBLIC), connections[PUBLIC].cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        if Receipt.objects.using(PUBLIC).filter(pk=digest).exists():
            return
        danger = words["kind"] == ReportKind.DANGER
        _hold_back_floods(address, now, danger)
        receipt = Receipt.objects.using(PUBLIC).create(digest=digest, received_at=now)
        Report.objects.using(PUBLIC).create(receipt=receipt, **words)
        Arrival.objects.using(PUBLIC).create(sender=hashed(address, day=now.date()), at=now, danger=danger)


def _hold_back_floods(address: str, now: datetime, danger: bool) -> None:
    arrivals = Arrival.objects.using(PUBLIC).filter(danger=danger)
    # The secret changes at midnight; who sent yesterday is known by yesterday's.
    days = (now.date(), now.date() - timedelta(days=1))
    own = arrivals.filter(sender__in=[hashed(address, day=day) for day in days])
    flooded = any(_waits(arrivals, [A_FLOOD], now))
    from_one = [*FROM_ONE, FROM_ONE_IN_A_FLOOD] if flooded else FROM_ONE
    waits = [*_waits(own, from_one, now), *_waits(arrivals, [FROM_ALL], now)]
    if waits:
        raise TooMany(max(waits))


def _waits(arrivals: QuerySet[Arrival], limits: Iterable[tuple[timedelta, int]], now: datetime) -> Iterable[timedelta]:
    """How long until each limit that is reached lets one more in."""
    for window, most in limits:
        times = arrivals.filter(at__gt=now - window).order_by("-at").values_list("at", flat=True)
        for oldest in times[most - 1 : most]:
            yield oldest + window - now


def receipt_of(reference: str) -> Receipt | None:
    """What the holder of a reference number may see."""
    return Receipt.objects.using(PUBLIC).filter(pk=digest_of(reference)).first()
