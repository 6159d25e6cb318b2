"""Who speaks for whom, what is part of what: the names in a filter with all that lies below them.

Expanded when asked, at the position that is read, so that a change of hierarchy rewrites no claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections

from claims.ledger.published import PublishedActor, PublishedEvent, PublishedRecord
from factreg.problems import Problem, nearest

# What each tree is named in filters: the table, and the column that names the one above.
TREES = {
    "voices": (PublishedActor, "speaks_for"),
    "members": (PublishedActor, "part_of"),
    "parts": (PublishedEvent, "part_of"),
}
_RECORDS = PublishedRecord._meta.db_table

# The last version at a position, also of what had been taken down by then: who speaks through a spokeswoman that was
# withdrawn still speaks for her state, and its documents say so.
_LAST = """version.seq <= %s AND NOT EXISTS (
        SELECT 1 FROM "{table}" AS later WHERE later.key = version.key AND later.seq > version.seq AND later.seq <= %s
    )"""

# Every name asked for with its address now (a merge moves it), and what lies below that.
_BELOW = """
WITH RECURSIVE below(asked, slug) AS (
    SELECT record.slug::text, coalesce(record.merged_into, record.slug)::text
    FROM "{records}" AS record WHERE record.type = %s AND record.slug = ANY(%s::text[])
  UNION
    SELECT below.asked, version.slug::text
    FROM below JOIN "{table}" AS version ON version."{above}" = below.slug
    WHERE {last}
)
SELECT asked, slug FROM below
"""
_AT_PLACES = """
WITH RECURSIVE below(asked, slug) AS (
    SELECT version.place::text, version.slug::text
    FROM "{table}" AS version WHERE version.place = ANY(%s::text[])
      AND version.seq <= %s AND (version.to_seq IS NULL OR version.to_seq > %s)
  UNION
    SELECT below.asked, version.slug::text
    FROM below JOIN "{table}" AS version ON version.part_of = below.slug
    WHERE {last}
)
SELECT asked, slug FROM below
"""


def below(slugs: Sequence[str], *, tree: str, of: str, position: int) -> Mapping[str, set[str]]:
    """Each name that there is, with itself and all below it in the tree at that position."""
    model, above = TREES[tree]
    table = model._meta.db_table
    query = _BELOW.format(records=_RECORDS, table=table, above=above, last=_LAST.format(table=table))
    return _grouped(query, [of, list(slugs), position, position])


def at_places(places: Sequence[str], *, position: int) -> Mapping[str, set[str]]:
    """Each place where an event is, with those events and their parts."""
    table = PublishedEvent._meta.db_table
    query = _AT_PLACES.format(table=table, last=_LAST.format(table=table))
    return _grouped(query, [list(places), position, position, position, position])


def addresses(slugs: Sequence[str], *, of: str) -> Mapping[str, set[str]]:
    """Each name that there is, with its address now."""
    found = PublishedRecord.objects.using("public").filter(type=of, slug__in=slugs)
    return {slug: {survivor or slug} for slug, survivor in found.values_list("slug", "merged_into")}


def unknown(parameter: str, slug: str, known: Iterable[str]) -> Problem:
    """The 400 for a name that there is not: an empty list would hide the typing error."""
    suggestion = nearest(slug, known)
    hint = f"; did you mean {suggestion}?" if suggestion else "."
    detail = f"{parameter}: {slug[:80]} is no public id here{hint}"
    return Problem(400, "unknown-record", detail, parameter=parameter, suggestion=suggestion)


def names_like(slug: str, *, of: str) -> list[str]:
    """Some addresses that a name may have been meant for."""
    records = PublishedRecord.objects.using("public")
    if of == "place":
        places = PublishedEvent.objects.using("public").current().exclude(place=None)
        return [str(place) for place in places.values_list("place", flat=True).distinct()[:5000]]
    known = records.filter(type=of, public_state="published")
    close = known.filter(slug__startswith=slug[:2]) if of == "claim" else known
    return list(close.values_list("slug", flat=True)[:5000])


def _grouped(query: str, values: list[Any]) -> Mapping[str, set[str]]:
    with connections["public"].cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    found: dict[str, set[str]] = {}
    for asked, slug in rows:
        found.setdefault(asked, set()).add(slug)
    return found
