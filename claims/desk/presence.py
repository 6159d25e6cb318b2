"""Who else has a record open: noted when its page is loaded, and by the page's script while it stands open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from claims.desk.models import OpenForm

# A page whose script reports every 30 seconds is gone after two misses; one without a script may still be read.
BEATING = timedelta(seconds=75)
SILENT = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)

# One statement, so that it costs a page one query.
_ENTER = """
WITH mine AS (
    INSERT INTO desk_openform (user_id, model, row, opened_at, seen_at, beats)
    VALUES (%(user)s, %(model)s, %(row)s, %(now)s, %(now)s, %(beats)s)
    ON CONFLICT (model, row, user_id) DO UPDATE SET
        seen_at = excluded.seen_at,
        beats = excluded.beats,
        opened_at = CASE WHEN desk_openform.seen_at < %(silent)s THEN excluded.opened_at
            ELSE desk_openform.opened_at END
)
SELECT person.username, other.opened_at, other.seen_at
FROM desk_openform AS other JOIN auth_user AS person ON person.id = other.user_id
WHERE other.model = %(model)s AND other.row = %(row)s AND other.user_id <> %(user)s
    AND other.seen_at >= CASE WHEN other.beats THEN %(beating)s ELSE %(silent)s END
ORDER BY other.opened_at, person.username
"""


@dataclass(frozen=True)
class Present:
    """Somebody else who has the record open."""

    name: str
    since: datetime
    seen: datetime


def enter(*, user: Any, model: str, row: int, beats: bool = False) -> Sequence[Present]:
    """Note that somebody has a record open, and tell who else has."""
    now = timezone.now()
    given = {
        "user": user.pk,
        "model": model,
        "row": row,
        "now": now,
        "beats": beats,
        "beating": now - BEATING,
        "silent": now - SILENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, given)
        return [Present(*each) for each in cursor.fetchall()]


def leave(*, user: Any, model: str, row: int) -> None:
    """Note that somebody has closed a record; and forget who was last seen long ago."""
    OpenForm.objects.filter(user=user, model=model, row=row).delete()
    OpenForm.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()
