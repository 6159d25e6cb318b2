"""What is said of records that were taken down by a law or an order: status 451, and who blocks them (RFC 7725)."""

from __future__ import annotations

from django.conf import settings

from claims.ledger.published import PublishedRecord
from factreg.records import PublicState

GONE, FOR_LEGAL_REASONS = 410, 451


def status_of(record: PublishedRecord) -> int:
    """How the address of a record that was taken down answers."""
    down = record.public_state not in (PublicState.PUBLISHED, PublicState.MERGED)
    return FOR_LEGAL_REASONS if down and record.legal_basis else GONE


def headers_for(status: int) -> dict[str, str]:
    """Who blocks it: this registry itself, for nobody else stands between it and its readers."""
    return {"Link": f'<{settings.SITE_URL}/>; rel="blocked-by"'} if status == FOR_LEGAL_REASONS else {}
