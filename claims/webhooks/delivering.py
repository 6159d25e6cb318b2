"""Sends what is due to one endpoint, and keeps what came of it: tried again for three days, with growing pauses.

Never two tasks at work for the same endpoint; what one endpoint does delays no other's messages.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from claims.ledger.published import PublishedEntry
from claims.webhooks.messages import body_of, message_id
from claims.webhooks.models import Delivery, Endpoint
from claims.webhooks.sending import Outcome, send
from claims.webhooks.signing import headers
from claims.webhooks.vocabulary import DeliveryState, EndpointState

# After the first attempt, the second, ...: 76 hours in all, as Standard Webhooks proposes.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
# By how much a pause is drawn out at random, so that what failed together is not tried together again.
JITTER = 0.2
# An endpoint is left alone for a while once so many attempts in a row have failed, and then for an hour at the most.
FAILURES_IN_A_ROW, LONGEST_REST = 3, 3_600
GIVEN_UP_AFTER = timedelta(days=3)
# For how long one task sends, and how many messages, before other endpoints have their turn.
A_TURN, MOST_A_TURN, AT_A_TIME = 20.0, 500, 50
# Whoever takes longer than this for a message waits with the slow from then on.
SLOW = 2.0

_HOLD = "SELECT pg_try_advisory_lock(hashtext('claims.webhooks.delivering'), hashtext(%s))"
_LET_GO = "SELECT pg_advisory_unlock(hashtext('claims.webhooks.delivering'), hashtext(%s))"


def deliver(endpoint: UUID) -> int:
    """Send what is due to an endpoint until it is through, its turn is over or something fails; how many were sent."""
    sent = 0
    with _held(endpoint) as mine:
        if not mine:
            return 0
        until = time.monotonic() + A_TURN
        going_on = True
        while going_on and sent < MOST_A_TURN:
            batch = _due(endpoint)
            going_on = bool(batch)
            for delivery, entry in batch:
                if time.monotonic() > until or not _attempt(delivery, entry):
                    going_on = False
                    break
                sent += 1
        Endpoint.objects.filter(pk=endpoint).update(queued_at=None)
    return sent


@contextmanager
def _held(endpoint: UUID) -> Iterator[bool]:
    """Whether this task has the endpoint for itself. The lock ends with the connection, should the worker die."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [str(endpoint)])
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute(_LET_GO, [str(endpoint)])


def _due(endpoint: UUID) -> list[tuple[Delivery, PublishedEntry]]:
    """What is to be sent now, in the order of the ledger."""
    now = timezone.now()
    due = Delivery.objects.filter(endpoint__in=Endpoint.objects.told().filter(pk=endpoint))
    due = due.filter(Q(endpoint__resume_at=None) | Q(endpoint__resume_at__lte=now))
    due = due.filter(state=DeliveryState.PENDING, next_at__lte=now).select_related("endpoint").order_by("seq")
    found = list(due[:AT_A_TIME])
    entries = PublishedEntry.objects.in_bulk([delivery.seq for delivery in found])
    return [(delivery, entries[delivery.seq]) for delivery in found]


def _attempt(delivery: Delivery, entry: PublishedEntry) -> bool:
    """Try once; whether the next may follow at once."""
    endpoint, now = delivery.endpoint, timezone.now()
    body, message = body_of(entry), message_id(entry.seq)
    valid = endpoint.secrets.filter(Q(expires_at=None) | Q(expires_at__gt=now)).order_by("-created_at")
    signed = headers(valid.values_list("secret", flat=True), message=message, timestamp=int(now.timestamp()), body=body)
    outcome = send(endpoint.url, body=body, headers=signed)
    if outcome.delivered:
        _succeeded(delivery, outcome, now)
        return True
    _failed(delivery, outcome, now)
    return False


def _succeeded(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.DELIVERED, attempts=F("attempts") + 1, tried_at=now, status=outcome.status, error=""
    )
    endpoint, slow = delivery.endpoint, outcome.seconds > SLOW
    if endpoint.failures or endpoint.failing_since or endpoint.slow != slow:
        Endpoint.objects.filter(pk=endpoint.pk).update(failures=0, failing_since=None, resume_at=None, slow=slow)


def _failed(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    attempts = delivery.attempts + 1
    given_up = attempts > len(PAUSES)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.FAILED if given_up else DeliveryState.PENDING,
        attempts=attempts,
        next_at=now if given_up else now + max(pause_after(attempts), timedelta(seconds=outcome.wait)),
        tried_at=now,
        status=outcome.status,
        error=outcome.error,
    )
    endpoint = Endpoint.objects.get(pk=delivery.endpoint_id)
    failures, failing_since = endpoint.failures + 1, endpoint.failing_since or now
    Endpoint.objects.filter(pk=endpoint.pk).update(
        failures=failures, failing_since=failing_since, slow=True, resume_at=_rest(failures, outcome, now)
    )
    if outcome.gone:
        disable(endpoint.pk, "It answered 410 Gone: it wants no more messages.")
    elif now - failing_since >= GIVEN_UP_AFTER:
        disable(endpoint.pk, f"Nothing could be delivered for three days. Last: {outcome.error}"[:300])


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return timedelta(seconds=PAUSES[attempts - 1] * random.uniform(1, 1 + JITTER))  # noqa: S311 - no secret


def _rest(failures: int, outcome: Outcome, now: datetime) -> datetime | None:
    """Until when the endpoint is left alone altogether."""
    seconds = float(outcome.wait)
    if failures >= FAILURES_IN_A_ROW:
        step = min(failures - FAILURES_IN_A_ROW, len(PAUSES) - 1)
        seconds = max(seconds, min(PAUSES[step], LONGEST_REST) * random.uniform(1, 1 + JITTER))  # noqa: S311
    return now + timedelta(seconds=seconds) if seconds else None


def disable(endpoint: UUID, reason: str) -> None:
    """Tell it nothing more until somebody enables it again. What happens meanwhile waits for that."""
    active = Endpoint.objects.filter(pk=endpoint, state=EndpointState.ACTIVE)
    active.update(state=EndpointState.DISABLED, reason=reason)
