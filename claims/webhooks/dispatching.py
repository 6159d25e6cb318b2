"""From the ledger to deliveries, and from these to tasks: one round a second, by whichever worker is at it.

Each endpoint has a position in the ledger, which is gap-free and follows commit order: nothing published is missed,
nothing that was rolled back is told, and publishing itself writes nothing for webhooks.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from claims.ledger.published import PublishedEntry
from claims.webhooks.models import Endpoint
from claims.webhooks.tasks import queue_for, send_to
from claims.webhooks.vocabulary import EndpointState, as_like

# Entries looked through for one endpoint in one round.
AT_ONCE = 2_000

_ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('claims.webhooks.dispatching'))"
_DELIVERIES = """
    INSERT INTO webhooks_delivery (endpoint_id, seq, state, attempts, next_at, error)
    SELECT %s, entry.seq, 'pending', 0, %s, ''
    FROM ledger_publishedentry AS entry
    WHERE entry.seq > %s AND entry.seq <= %s
    AND replace(entry.type, '-', '_') || '.' || entry.action LIKE ANY (%s::text[])
    ON CONFLICT (endpoint_id, seq)
"""
_ONCE = "DO NOTHING"
_AGAIN = "DO UPDATE SET state = 'pending', attempts = 0, next_at = excluded.next_at"


def dispatch() -> int:
    """One round: remove what was removed, make deliveries of new entries, hand what is due to tasks; how many tasks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ALONE)
        if not cursor.fetchone()[0]:
            return 0
        for removed in Endpoint.objects.filter(state=EndpointState.REMOVED):
            removed.delete()
        head = PublishedEntry.objects.aggregate(last=Max("seq"))["last"] or 0
        for endpoint in Endpoint.objects.told():
            _tell(endpoint, head)
            _replay(endpoint, head)
        return _hand_out()


def _tell(endpoint: Endpoint, head: int) -> None:
    upto = min(head, endpoint.position + AT_ONCE)
    if upto > endpoint.position:
        _make(endpoint, endpoint.position, upto, _ONCE)
        Endpoint.objects.filter(pk=endpoint.pk).update(position=upto)
        endpoint.position = upto


def _replay(endpoint: Endpoint, head: int) -> None:
    """Make again what was asked for, as far as it has been told already; the rest comes by itself."""
    after = endpoint.replay_after
    if after is None:
        return
    end = min(head if endpoint.replay_upto is None else endpoint.replay_upto, endpoint.position)
    upto = min(end, after + AT_ONCE)
    if upto > after:
        _make(endpoint, after, upto, _AGAIN)
    asked = Endpoint.objects.filter(pk=endpoint.pk, replay_after=after)
    if upto < end:
        asked.update(replay_after=upto)
    else:
        asked.update(replay_after=None, replay_upto=None)


def _make(endpoint: Endpoint, after: int, upto: int, conflict: str) -> None:
    with connection.cursor() as cursor:
        values = [endpoint.pk, timezone.now(), after, upto, as_like(endpoint.types)]
        cursor.execute(_DELIVERIES + conflict, values)


def _hand_out() -> int:
    now = timezone.now()
    due = list(Endpoint.objects.due(now))
    for endpoint in due:
        send_to.using(queue_name=queue_for(endpoint)).enqueue(str(endpoint.pk))
    Endpoint.objects.filter(pk__in=[endpoint.pk for endpoint in due]).update(queued_at=now)
    return len(due)
