"""Which public documents have to be composed anew because of what was just entered, each with its cause.

Rather one too many than one too few: a document that comes out unchanged appends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, PUBLISHED, Neighbourhood, parts_of_events, steps_up
from claims.ledger.published import PublishedClaim, PublishedContradiction, PublishedStatement
from factreg.arrays import among

# (type, slug) of a document, to the position of the entry that causes its recomposition.
Targets = dict[tuple[str, str], int]

# Through these fields a change reaches documents that name the changed record only through others.
_UPWARD: Mapping[str, str] = {"actor": "speaks_for", "event": "part_of", "source": "derived_from"}


def dependents(entries: Sequence[Entry]) -> Targets:
    """The documents that show what the entries are about, or whose standing depends on it.

    The first publication of a record changes no other document: nothing public names it yet. That of a pair does, for
    it joins two claims that are public already.
    """
    causes: Targets = {}
    claims: dict[str, int] = {}
    for entry in entries:
        if entry.type in PAIRS:
            claims |= dict.fromkeys(_claims_of_pair(entry), entry.seq)
        elif entry.action != Action.PUBLISHED:
            causes |= dict.fromkeys(_below(entry), entry.seq)
            if entry.type == "claim":
                claims[entry.slug or ""] = entry.seq
    targets = _showing(causes)
    claims = {slug: cause for (type_, slug), cause in targets.items() if type_ == "claim"} | claims
    claims = _rivals(claims) | claims
    judged = {("claim", slug): cause for slug, cause in claims.items()}
    targets = _showing(judged) | judged | targets
    own = {(entry.type, entry.slug) for entry in entries}
    return {target: cause for target, cause in targets.items() if target not in own}


def _below(entry: Entry) -> list[tuple[str, str]]:
    """The record, and all that name it upwards by their last version: its voices, parts or reprints.

    Also those that are taken down: what speaks through them still depends on who stands above.
    """
    field = _UPWARD.get(entry.type)
    if field is None:
        return [(entry.type, entry.slug or "")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE below(slug) AS (
                SELECT %s::text
                UNION
                SELECT lower.slug::text FROM ({steps_up(entry.type, field)}) AS lower
                JOIN below ON lower.above = below.slug
            )
            SELECT slug FROM below
            """,
            [entry.slug],
        )
        return [(entry.type, slug) for (slug,) in cursor.fetchall()]


def _claims_of_pair(entry: Entry) -> list[str]:
    """The claims that a pair joins, and those that it joined until the entry."""
    versions = PUBLISHED[entry.type].objects.filter(key=entry.key).exclude(to_seq__lt=entry.seq)
    return [claim for joined in versions.values_list("claims", flat=True) for claim in joined]


def _showing(causes: Targets) -> Targets:
    """The current documents that show words of these records, or would if these might be shown."""
    if not causes:
        return {}
    tables = " UNION ALL ".join(
        f"""SELECT '{type_}', slug, facets FROM "{model._meta.db_table}"
        WHERE to_seq IS NULL AND facets && %(shown)s"""
        for type_, model in PUBLISHED.items()
    )
    tokens = {f"{how}:{type_}/{slug}": cause for (type_, slug), cause in causes.items() for how in ("shows", "names")}
    with connection.cursor() as cursor:
        cursor.execute(tables, {"shown": list(tokens)})
        return {
            (type_, slug): min(tokens[token] for token in facets if token in tokens)
            for type_, slug, facets in cursor.fetchall()
        }


def _rivals(claims: Mapping[str, int]) -> dict[str, int]:
    """The claims that current contradictions join to these: their standing may change with them."""
    if not claims:
        return {}
    pairs = PublishedContradiction.objects.current().filter(facets__overlap=[f"claim:{slug}" for slug in claims])
    rivals: dict[str, int] = {}
    for joined in pairs.values_list("claims", flat=True):
        cause = min(claims[slug] for slug in joined if slug in claims)
        rivals |= dict.fromkeys(joined, cause)
    return rivals


# The sources read: every claim of a topmost event says how many there are


def topmost_events(entries: Sequence[Entry]) -> dict[str, int]:
    """The topmost events on which the entries may have changed what is read, each with an entry that may have."""
    events: dict[str, int] = {}
    claims = {entry.key: entry.seq for entry in entries if entry.type == "claim"}
    claims |= _carried_by({entry.slug or "": entry.seq for entry in entries if entry.type == "source"})
    for key, event in _events_of(claims, since=min(entry.seq for entry in entries)):
        events[event] = claims[key]
    for entry in entries:
        if entry.type == "event" and entry.action != Action.PUBLISHED:
            rows = PUBLISHED["event"].objects.filter(key=entry.key).values_list("slug", "part_of")
            events |= {slug: entry.seq for row in rows for slug in row if slug}
    around = Neighbourhood()
    around.load_for("event", list(events))
    return {around.topmost(event): cause for event, cause in events.items() if around.known("event", event)}


def _carried_by(sources: Mapping[str, int]) -> dict[UUID, int]:
    """The claims that carry statements from sources, each with the entry of its source."""
    if not sources:
        return {}
    rows = PublishedStatement.objects.filter(source__in=list(sources), to_seq=None).values_list("key", "source")
    return {key: sources[source] for key, source in rows}


def _events_of(claims: Mapping[UUID, int], *, since: int) -> list[tuple[UUID, str]]:
    """(key, event) of claims' current versions and of those that ended since a position."""
    versions = PublishedClaim.objects.filter(key__in=among(claims, "uuid")).exclude(to_seq__lt=since)
    return list(versions.values_list("key", "event"))


def readers(tops: Mapping[str, int], *, most: int | None = None) -> Targets:
    """The current claims under topmost events that say otherwise than what is read on these now."""
    if not tops:
        return {}
    around = Neighbourhood()
    around.load_for("event", list(tops))
    around.count_sources(list(tops))
    parts = parts_of_events(tops)
    read = [around.sources_read(top) for _, top in parts]
    given: dict[str, Any] = {
        "parts": [part for part, _ in parts],
        "tops": [top for _, top in parts],
        "counts": [one.count for one in read],
        "latest": [one.latest for one in read],
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_READERS, given)
        return {("claim", slug): tops[top] for slug, top in cursor.fetchall()}


_READERS = """
    SELECT claim.slug, part.top
    FROM unnest(%(parts)s::text[], %(tops)s::text[], %(counts)s::int[], %(latest)s::text[])
        AS part(slug, top, count, latest) JOIN ledger_publishedclaim AS claim ON claim.event = part.slug
    WHERE claim.event = ANY(%(parts)s) AND claim.to_seq IS NULL
      AND (claim.read_count, claim.read_latest) IS DISTINCT FROM (part.count, part.latest)
    LIMIT %(most)s
"""
