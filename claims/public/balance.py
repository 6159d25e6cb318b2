"""What the registry has read, and of whom: counts from the published tables, by which readers can check its evenness.

Rows stand in the order of first publication, which knows no party. What the numbers mean is for the page that shows
them. Asked are the columns and the facets of claims, never a document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedPublisher,
    PublishedSource,
    PublishedStatement,
)
from claims.public.reading import Snapshot

# Of sources and parties there may be a million: shown are those that most is on record of.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is a country's or language's code, or a record's public id; empty: not stated. `name` is a record's."""

    key: str
    name: str
    language: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A table. `total` is how many rows there would be without MOST_ROWS."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    total: int


_TABLES = {
    "actors": PublishedActor,
    "claims": PublishedClaim,
    "publishers": PublishedPublisher,
    "sources": PublishedSource,
    "statements": PublishedStatement,
}

_READ = """
    source AS (SELECT slug, label, publisher, language, facets, first_seq FROM {sources} WHERE {state}),
    publisher AS (SELECT slug, country FROM {publishers} WHERE {state}),
    carried AS (
        SELECT source AS slug, count(*) FILTER (WHERE stance = 'asserts') AS asserts,
            count(*) FILTER (WHERE stance = 'denies') AS denies,
            count(*) FILTER (WHERE stance NOT IN ('asserts', 'denies')) AS others
        FROM {statements} WHERE {state} GROUP BY source
    )
"""
_GROUPED = """, most AS (
    SELECT {key} AS key, count(*) OVER () AS total, count(*) AS sources, count(DISTINCT publisher.slug) AS publishers,
        coalesce(sum(asserts), 0)::bigint AS asserts, coalesce(sum(denies), 0)::bigint AS denies,
        coalesce(sum(others), 0)::bigint AS others, min(source.first_seq) AS first_seq
    FROM source LEFT JOIN publisher ON publisher.slug = source.publisher LEFT JOIN carried ON carried.slug = source.slug
    GROUP BY 1 ORDER BY sources DESC, first_seq LIMIT {most}
)
SELECT key, '', '', total, sources, publishers, asserts, denies, others FROM most ORDER BY first_seq, key
"""
_COUNTRY = "coalesce(publisher.country, '')"
_LANGUAGE = "CASE source.language WHEN 'und' THEN '' ELSE source.language END"
# A source that names no place has no such facet.
_DATELINE = """coalesce(
    (SELECT substr(facet, length('dateline:') + 1) FROM unnest(source.facets) AS facet
     WHERE starts_with(facet, 'dateline:')), '')"""
_COUNTRIES, _LANGUAGES, _DATELINES = (
    f"WITH {_READ} {_GROUPED}".replace("{key}", key) for key in (_COUNTRY, _LANGUAGE, _DATELINE)
)
_SOURCES = f"""
WITH {_READ}, most AS (
    SELECT slug, label, language, first_seq, count(*) OVER () AS total, asserts, denies, others
    FROM source JOIN carried USING (slug) ORDER BY asserts + denies + others DESC, first_seq LIMIT {{most}}
)
SELECT slug, label, language, total, asserts, denies, others FROM most ORDER BY first_seq, slug
"""  # noqa: S608 - our own words

# Whose word each actor's is: the party at the end of its chain, also through those that were taken down. A version of
# a claim and of its statements have one `seq`; numbers are compared sooner than names.
_PARTIES = """
WITH RECURSIVE actor AS (
        SELECT DISTINCT ON (key) slug, speaks_for, CASE WHEN {state} THEN label ELSE '' END AS label, first_seq, seq
        FROM {actors} WHERE seq <= {position} ORDER BY key, seq DESC
    ),
    voice(slug, party) AS (
        SELECT slug, seq FROM actor
        WHERE NOT EXISTS (SELECT 1 FROM actor AS above WHERE above.slug = actor.speaks_for)
      UNION ALL
        SELECT actor.slug, voice.party FROM actor JOIN voice ON voice.slug = actor.speaks_for
    ),
    named AS (
        SELECT seq, party, starts_with(token, 'agent:') AS acts, starts_with(token, 'searched:') AS sought,
            false AS speaks, false AS asserts, false AS denies
        FROM {claims} CROSS JOIN LATERAL unnest(facets) AS token JOIN voice ON voice.slug = split_part(token, ':', 2)
        WHERE {state} AND (starts_with(token, 'agent:') OR starts_with(token, 'searched:'))
      UNION ALL
        SELECT seq, party, false, false, true, stands AND stance = 'asserts', stands AND stance = 'denies'
        FROM {statements} JOIN voice ON voice.slug = actor WHERE {state}
    ),
    touched AS (
        SELECT party, bool_or(acts) AS acts, bool_or(sought) AS sought, bool_or(speaks) AS speaks,
            bool_or(asserts) AS asserts, bool_or(denies) AS denies
        FROM named GROUP BY seq, party
    ),
    counted AS (
        SELECT party, count(*) FILTER (WHERE asserts) AS asserts, count(*) FILTER (WHERE denies) AS denies,
            count(*) FILTER (WHERE acts) AS acts, count(*) FILTER (WHERE acts AND speaks) AS answered,
            count(*) FILTER (WHERE acts AND denies) AS denied,
            count(*) FILTER (WHERE acts AND sought AND NOT speaks) AS sought
        FROM touched GROUP BY party HAVING bool_or(acts OR speaks)
    ),
    read AS (SELECT DISTINCT party, source FROM {statements} JOIN voice ON voice.slug = actor WHERE {state}),
    sourced AS (SELECT party, count(*) AS sources FROM read GROUP BY party),
    most AS (
        SELECT slug, label, first_seq, count(*) OVER () AS total, coalesce(sources, 0) AS sources,
            asserts, denies, acts, answered, denied, sought
        FROM counted JOIN actor ON actor.seq = party LEFT JOIN sourced USING (party)
        ORDER BY asserts + denies + acts DESC, first_seq LIMIT {most}
    )
SELECT slug, label, '', total, sources, asserts, denies, acts, answered, denied, sought, acts - answered - sought
FROM most ORDER BY first_seq, slug
"""

_STANCES = ("assertions", "denials", "other_statements")
# Each table's name, its columns, and how it is counted.
_QUERIES = (
    ("countries", ("sources", "publishers", *_STANCES), _COUNTRIES),
    ("languages", ("sources", "publishers", *_STANCES), _LANGUAGES),
    ("datelines", ("sources", "publishers", *_STANCES), _DATELINES),
    ("sources", _STANCES, _SOURCES),
    (
        "parties",
        ("sources", "claims_asserted", "claims_denied", "acts_claimed", "answered", "denied", "sought", "not_sought"),
        _PARTIES,
    ),
)


def tables(at: Snapshot) -> list[Counted]:
    """All tables of a state. A query each, however many rows."""
    names = {name: f'"{model._meta.db_table}"' for name, model in _TABLES.items()}
    words = {"state": _state(at), "position": at.position, "most": MOST_ROWS, **names}
    with transaction.atomic(using="public"), connections["public"].cursor() as cursor:
        # Counted once at each position of the ledger, and in memory: on disk it takes several times as long.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        return [_counted(cursor, name, columns, query.format(**words)) for name, columns, query in _QUERIES]


def _counted(cursor: Any, name: str, columns: tuple[str, ...], query: str) -> Counted:
    cursor.execute(query)
    found = cursor.fetchall()
    rows = [Row(key, label, language, tuple(counts)) for key, label, language, _, *counts in found]
    return Counted(name, columns, rows, total=found[0][3] if found else 0)


def _state(at: Snapshot) -> str:
    """Which versions a state shows: what `Snapshot.of` finds."""
    if at.is_present:
        return "to_seq IS NULL AND document IS NOT NULL"
    kept = "" if at.as_of else " AND NOT taken_down"
    return f"seq <= {at.position} AND (to_seq IS NULL OR to_seq > {at.position}) AND document IS NOT NULL{kept}"
