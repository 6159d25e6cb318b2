"""The moments at which the public record of a claim changed, for stepping through them on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims.ledger.published import PublishedEntry
from claims.public.pages.known import Asked
from claims.public.pages.languages import here
from claims.public.pages.words import moment_words
from factreg.http import rfc3339

# Entries looked through, and moments that are shown: those that people made before those that follow others'.
LOOKED_THROUGH, SHOWN = 400, 40

# Written out, as `now.current_version` is: it is asked whenever a claim's page is made.
_ENTRIES = f"""
SELECT seq, at, action, cause FROM "{PublishedEntry._meta.db_table}"
WHERE key = %s AND action <> 'reformatted' ORDER BY seq DESC LIMIT {LOOKED_THROUGH}
"""  # noqa: S608 - name of a table


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment from which something else was public. `follows`: because another record changed."""

    at: datetime
    action: str
    follows: bool

    @property
    def what(self) -> str:
        if self.follows:
            return _("follows a change of another record")
        return {
            "published": pgettext("moment", "published"),
            "withdrawn": pgettext("moment", "taken down"),
            "quarantined": pgettext("moment", "taken down"),
            "restored": pgettext("moment", "public again"),
            "merged": pgettext("moment", "merged into another claim"),
        }.get(self.action, pgettext("moment", "changed"))


def slider(key: UUID, path: str, asked: Asked) -> dict[str, Any] | None:
    """What templates/public/known/slider.html shows: the moments of a record, oldest first, and the one that is shown.

    None where there is but one. One query, however many moments.
    """
    moments = moments_of(key)
    if len(moments) < 2:
        return None
    chosen = len(moments) - 1
    if asked.moment:
        chosen = max((place for place, moment in enumerate(moments) if moment.at <= asked.moment), default=0)
    options = [
        {
            "value": rfc3339(moment.at),
            "when": moment_words(moment.at.isoformat()),
            "what": moment.what,
            "follows": moment.follows,
            "chosen": place == chosen,
        }
        for place, moment in enumerate(moments)
    ]
    if moments[-1].action not in ("withdrawn", "quarantined", "merged"):
        # The present needs no time in its address.
        options[-1]["value"] = ""
    return {"action": here(path), "history": here(f"{path}history/"), "moments": options}


def moments_of(key: UUID) -> list[Moment]:
    """The moments of a record, oldest first. Entries of one cause are one moment, that of the last of them."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_ENTRIES, [key])
        rows = cursor.fetchall()
    grouped = groupby(reversed(rows), key=lambda row: row[3] or row[0])
    return _most_telling([_moment(list(group)) for _cause, group in grouped])


def _moment(rows: Sequence[tuple[int, datetime, str, int | None]]) -> Moment:
    """One moment of entries that belong together: what people did, if it is among them."""
    own = next((row for row in rows if row[3] is None), None)
    return Moment(at=rows[-1][1], action=(own or rows[-1])[2], follows=own is None)


def _most_telling(moments: list[Moment]) -> list[Moment]:
    """As many as are shown: the first and the last, the newest that people made, then the newest of the others."""
    if len(moments) <= SHOWN:
        return moments
    ends = {0, len(moments) - 1}
    places = sorted(range(len(moments)), key=lambda place: (place not in ends, moments[place].follows, -place))
    return [moments[place] for place in sorted(places[:SHOWN])]
