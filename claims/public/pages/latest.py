"""What a claim's page tells of its history: the newest entries of the ledger, those that people made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext, pgettext_lazy

from claims.ledger.published import PublishedClaim, PublishedEntry
from claims.public.pages.languages import here
from claims.public.pages.words import capital, moment_words

SHOWN = 4

ACTIONS = {
    "published": pgettext_lazy("action", "Published"),
    "updated": pgettext_lazy("action", "Changed"),
    "withdrawn": pgettext_lazy("action", "Withdrawn"),
    "restored": pgettext_lazy("action", "Public again"),
    "quarantined": pgettext_lazy("action", "Taken out of view"),
    "merged": pgettext_lazy("action", "Merged into another record"),
    "erased": pgettext_lazy("action", "Versions destroyed"),
    "reformatted": pgettext_lazy("action", "Same content, newer format"),
}

# Written out, as `now.current_version` is: it is asked whenever a page is made.
_ENTRIES = f"""
SELECT entry.at, entry.action, entry.version, entry.reason, version.document IS NOT NULL
FROM "{PublishedEntry._meta.db_table}" AS entry LEFT JOIN "{PublishedClaim._meta.db_table}" AS version USING (seq)
WHERE entry.key = %s AND entry.cause IS NULL ORDER BY entry.seq DESC LIMIT {SHOWN}
"""  # noqa: S608 - names of tables


def latest_entries(key: UUID, slug: str) -> list[dict[str, Any]]:
    """The newest entries on a claim, less those that only follow another record's change."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_ENTRIES, [key])
        return [_row(slug, *entry) for entry in cursor.fetchall()]


def _row(slug: str, at: datetime, action: str, version: int, reason: str | None, readable: bool) -> dict[str, Any]:
    moment = at.astimezone(UTC).isoformat()
    return {
        "datetime": moment[:16] + "Z",
        "at": moment_words(moment),
        "action": action_words(action),
        "version": gettext("version {number}").format(number=version),
        "url": here(f"/claims/{slug}/versions/{version}/") if readable else "",
        "reason": reason,
    }


def action_words(action: str) -> str:
    """What was done to a record, as its history says it."""
    return str(ACTIONS.get(action) or capital(action))
