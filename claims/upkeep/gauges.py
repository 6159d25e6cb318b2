"""How far the registry is with what it has to do: ledger and log, what waits, how old files are, who is connected."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from claims.inbox.models import Report
from claims.ledger.models import Entry, Head, PendingRecomposition
from claims.ledger.reapplying import unapplied
from claims.log.copying import read_unchecked
from claims.log.files import LogFiles
from claims.log.notes import NotANote
from claims.public.bulk import shelf
from claims.upkeep.readiness import COMMITTED_WITHIN
from claims.webhooks.models import Delivery
from claims.webhooks.vocabulary import DeliveryState
from factreg.metrics import Gauge, Gauges


def ledger() -> Gauges:
    """The ledger, and how far behind it the public log is."""
    head = Head.objects.get()
    size = _signed()
    yield Gauge("factreg_ledger_position", "Position of the last entry of the ledger.", head.seq)
    yield Gauge("factreg_ledger_last_entry_seconds", "Since when the last entry is there, Unix time.", _unix(head.at))
    yield Gauge("factreg_log_position", "How many entries the published checkpoint covers.", size)
    yield Gauge("factreg_log_behind_entries", "Entries that are not signed yet.", max(0, head.seq - size))
    yield Gauge("factreg_log_behind_seconds", "For how long the first of these has waited.", _unsigned_for(size))
    yield Gauge(
        "factreg_recompositions_pending", "Documents to be composed anew.", PendingRecomposition.objects.count()
    )
    yield Gauge(
        "factreg_takedowns_unapplied",
        "Records that are listed as taken down and are not; /readyz says 503 then.",
        unapplied(older_than=COMMITTED_WITHIN),
    )


def _signed() -> int:
    note = LogFiles(settings.LOG_DIR).checkpoint()
    try:
        return read_unchecked(note).size if note else 0
    except NotANote:
        return 0


def _unsigned_for(size: int) -> float:
    at = Entry.objects.filter(seq=size + 1).values_list("at", flat=True).first()
    return max(0.0, (timezone.now() - at).total_seconds()) if at else 0.0


def waiting() -> Gauges:
    """What others wait for: webhooks, readers who reported, bulk files."""
    pending = Delivery.objects.filter(state=DeliveryState.PENDING)
    first = pending.aggregate(first=Min("next_at"))["first"]
    late = max(0.0, (timezone.now() - first).total_seconds()) if first else 0.0
    yield Gauge("factreg_webhooks_pending", "Deliveries of webhooks that are to be sent.", pending.count())
    yield Gauge("factreg_webhooks_late_seconds", "For how long the first of these is due.", late)
    yield Gauge("factreg_reports_waiting", "Reports by readers without an answer.", Report.objects.waiting().count())
    if found := shelf.current(settings.EXPORT_DIR):
        yield Gauge("factreg_bulk_age_seconds", "Age of the bulk files.", time.time() - _unix(found.built_at))
        yield Gauge("factreg_bulk_position", "The position of the ledger that they hold.", found.position)


def connections_and_size() -> Gauges:
    """Connections to the database, by who holds them and what they do, and how many there may be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(usename, ''), coalesce(state, 'hidden'), count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1, 2
            """
        )
        connected: dict[tuple[str, ...], float] = {(user, state): number for user, state, number in cursor.fetchall()}
        cursor.execute("SELECT current_setting('max_connections')::int, pg_database_size(current_database())")
        most, size = cursor.fetchone()
    yield Gauge("factreg_database_connections", "Connections to the database.", by=connected, labels=("role", "state"))
    yield Gauge("factreg_database_connections_max", "How many the server takes in all.", most)
    yield Gauge("factreg_database_bytes", "Size of the database.", size)


def _unix(at: datetime) -> float:
    return at.timestamp()
