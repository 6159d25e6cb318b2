"""Who else has a record open: noted when its page is loaded, and by the page's script while it stands open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from claims.desk.models import OpenForm
from claims.desk.typed import KEPT_FOR, Kept

# A page whose script reports every 30 seconds is gone after two misses; one without a script may still be read.
BEATING = timedelta(seconds=75)
SILENT = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)

_ENTER = """
WITH mine AS (
    INSERT INTO desk_openform (user_id, model, row, opened_at, seen_at, beats)
    VALUES (%(user)s, %(model)s, %(row)s, %(now)s, %(now)s, %(beats)s)
    ON CONFLICT (model, row, user_id) DO UPDATE SET
        seen_at = excluded.seen_at,
        beats = excluded.beats,
        opened_at = CASE WHEN desk_openform.seen_at < %(silent)s THEN excluded.opened_at
            ELSE desk_openform.opened_at END
), others AS (
    SELECT person.username, other.opened_at
    FROM desk_openform AS other JOIN auth_user AS person ON person.id = other.user_id
    WHERE other.model = %(model)s AND other.row = %(row)s AND other.user_id <> %(user)s
        AND other.seen_at >= CASE WHEN other.beats THEN %(beating)s ELSE %(silent)s END
    ORDER BY other.opened_at, person.username
), kept AS (
    SELECT token, typed_at FROM desk_typedform
    WHERE user_id = %(user)s AND form = %(form)s AND NOT done AND typed_at >= %(kept_since)s
    ORDER BY typed_at DESC LIMIT 5
)
"""
_PRESENT = f"{_ENTER} SELECT username, opened_at, false FROM others"  # noqa: S608 - our own text
# One statement for all that a page shows of desks, so that it costs the page one query.
_PRESENT_AND_KEPT = f"{_PRESENT} UNION ALL SELECT token, typed_at, true FROM kept"  # noqa: S608 - our own text


@dataclass(frozen=True)
class Present:
    """Somebody else who has the record open."""

    name: str
    since: datetime


def enter(*, user: Any, model: str, row: int, beats: bool = False) -> Sequence[Present]:
    """Note that somebody has a record open, and tell who else has."""
    return [Present(name, since) for name, since, _ in _ask(_PRESENT, user=user, model=model, row=row, beats=beats)]


def arrive(*, user: Any, model: str, row: int, form: str) -> tuple[Sequence[Present], Sequence[Kept]]:
    """The same for a page that is loaded, and what somebody has typed in its form before and not saved."""
    told = _ask(_PRESENT_AND_KEPT, user=user, model=model, row=row, form=form)
    present = [Present(name, since) for name, since, is_kept in told if not is_kept]
    return present, [Kept(token, typed_at) for token, typed_at, is_kept in told if is_kept]


def _ask(query: str, *, user: Any, model: str, row: int, form: str = "", beats: bool = False) -> Sequence[Any]:
    now = timezone.now()
    given = {"user": user.pk, "model": model, "row": row, "form": form, "beats": beats, "now": now}
    given |= {"beating": now - BEATING, "silent": now - SILENT, "kept_since": now - KEPT_FOR}
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()


def leave(*, user: Any, model: str, row: int) -> None:
    """Note that somebody has closed a record; and forget who was last seen long ago."""
    OpenForm.objects.filter(user=user, model=model, row=row).delete()
    OpenForm.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()
