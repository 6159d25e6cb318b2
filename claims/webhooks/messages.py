"""What an endpoint is told of an entry of the ledger: which record, what happened, where to read it. No text of it."""

from __future__ import annotations

import orjson
from django.conf import settings

from claims.ledger.published import PublishedEntry
from claims.webhooks.vocabulary import event_type
from factreg.http import rfc3339


def message_id(seq: int) -> str:
    """The same for every attempt and for every replay: by it a receiver knows what it has dealt with."""
    return f"evt_{seq}"


def body_of(entry: PublishedEntry) -> bytes:
    """Made when it is sent: what was erased meanwhile is not in it."""
    address = f"{settings.SITE_URL}/api/v1/{entry.type}s/{entry.slug}/" if entry.slug else None
    return orjson.dumps(
        {
            "type": event_type(entry.type, entry.action),
            "timestamp": rfc3339(entry.at),
            "data": {
                "seq": entry.seq,
                "action": entry.action,
                "type": entry.type,
                "id": entry.slug,
                "key": str(entry.key),
                "version": entry.version,
                "cause": entry.cause,
                "merged_into": entry.merged_into,
                "url": address,
            },
        }
    )
