"""What refers to an actor, a source or a publisher: queries on the published tables, each bounded by what pages show.

Where a column has no index of its own, the tokens of the record that a document shows find its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import F, Q, Subquery

from claims.ledger.published import (
    PublishedActor,
    PublishedAssessment,
    PublishedClaim,
    PublishedRecord,
    PublishedSource,
    PublishedStatement,
)
from claims.public.pages.now import SHOWN
from claims.public.pages.rows import Document, documents
from claims.public.reading import Snapshot
from factreg.filters import AnyOf

# How many rows are looked at where they are grouped or sorted by what no index has.
LOOKED_AT = 2_000
# How far a source is followed to where it came from.
DEEPEST = 20


def naming(type_: str, slug: str) -> Q:
    """Rows whose documents name a record."""
    return Q(facets__overlap=[f"shows:{type_}/{slug}", f"names:{type_}/{slug}"])


def _texts(rows: Any, *order: Any, shown: int = SHOWN) -> list[Document]:
    return documents(rows.order_by(*order).values_list("document", flat=True)[: shown + 1])


def claims_by(stance: str, voices: Sequence[str], at: Snapshot) -> list[Document]:
    """The newest claims that these actors assert, `asserted_by`, or deny, `denied_by`, and still do."""
    said = at.of(PublishedClaim).filter(facets__overlap=[f"{stance}:{voice}" for voice in voices])
    return _texts(said, "-first_seq")


def claims_about(voices: Sequence[str], at: Snapshot) -> list[Document]:
    about = at.of(PublishedClaim).filter(facets__overlap=[f"about:{voice}" for voice in voices])
    return _texts(about, "-first_seq")


def given_up(voices: Sequence[str], at: Snapshot) -> list[Document]:
    """The newest statements that decline, take back, or no longer stand."""
    other = Q(stance__in=("declines", "withdraws")) | Q(stands=False)
    return _texts(at.of(PublishedStatement).filter(other, AnyOf("actor", voices)), "-first_seq", "-number")


def stances_by_voice(voices: Sequence[str], at: Snapshot) -> Mapping[tuple[str, str], int]:
    """How many of the newest statements of each actor have which stance."""
    said = at.of(PublishedStatement).filter(AnyOf("actor", voices)).order_by("-first_seq")
    return Counter(said.values_list("actor", "stance")[:LOOKED_AT])


def actors_named(slugs: Iterable[str], at: Snapshot, *, shown: int = SHOWN) -> list[Document]:
    """These actors, in the order of their first publication."""
    return _texts(at.of(PublishedActor).filter(slug__in=list(slugs)), "first_seq", shown=shown)


def members_of(actor: str, at: Snapshot) -> list[Document]:
    return _texts(at.of(PublishedActor).filter(naming("actor", actor), part_of=actor), "first_seq")


def reporting_as(publisher: str, at: Snapshot) -> list[Document]:
    return _texts(at.of(PublishedActor).filter(naming("publisher", publisher), publisher=publisher), "first_seq")


def statements_in(source: str, at: Snapshot, *, shown: int) -> list[tuple[UUID, Document]]:
    """The newest statements read or first made in a source, each with the key of its claim."""
    said = at.of(PublishedStatement).filter(facets__overlap=[f"source:{source}"]).order_by("-first_seq", "number")
    found = list(said.values_list("key", "document")[: shown + 1])
    return list(zip((key for key, _ in found), documents(text for _, text in found), strict=True))


def others_carrying(keys: Iterable[UUID], source: str, at: Snapshot) -> Mapping[str, int]:
    """Other sources in which statements on these claims were read, by how many of the claims."""
    said = at.of(PublishedStatement).filter(key__in=set(keys)).exclude(source=source).order_by("first_seq", "number")
    pairs = dict.fromkeys(said.values_list("source", "key")[:LOOKED_AT])
    return Counter(other for other, _ in pairs)


def sources_named(slugs: Iterable[str], at: Snapshot) -> Mapping[str, Document]:
    found = at.of(PublishedSource).filter(slug__in=list(slugs)).values_list("slug", "document")
    rows = list(found)
    return dict(zip((slug for slug, _ in rows), documents(text for _, text in rows), strict=True))


def reprints_of(source: str, at: Snapshot) -> list[Document]:
    return _texts(at.of(PublishedSource).filter(naming("source", source), derived_from=source), "-first_seq")


def sources_of(publisher: str, at: Snapshot) -> list[Document]:
    """Of a publisher's newest sources those with the latest dates, undated ones last."""
    newest = at.of(PublishedSource).filter(naming("publisher", publisher), publisher=publisher)
    latest = at.of(PublishedSource).filter(seq__in=Subquery(newest.order_by("-first_seq").values("seq")[:LOOKED_AT]))
    return _texts(latest, F("published_latest").desc(nulls_last=True), "-first_seq")


def claims_carried_by(publisher: str, at: Snapshot) -> list[Document]:
    carried = at.of(PublishedClaim).filter(facets__overlap=[f"publisher:{publisher}"])
    return _texts(carried, "-first_seq")


def assessments_of(publisher: str, at: Snapshot) -> list[Document]:
    rated = at.of(PublishedAssessment).filter(facets__overlap=[f"organisation:{publisher}"])
    return _texts(rated, "-first_seq", "-number")


# Each source from which the one before it was taken, as far as that was public at the position.
_CHAIN = """
WITH RECURSIVE chain(slug, depth) AS (
    SELECT %s::text, 0
  UNION
    SELECT origin.slug, chain.depth + 1
    FROM chain JOIN "{records}" AS record ON record.type = 'source' AND record.slug = chain.slug
    JOIN LATERAL (
        SELECT version.derived_from::text AS slug FROM "{sources}" AS version
        WHERE version.key = record.key AND version.seq <= %s ORDER BY version.version DESC LIMIT 1
    ) AS origin ON origin.slug IS NOT NULL
    WHERE chain.depth < %s
)
SELECT slug FROM chain WHERE depth > 0 ORDER BY depth
"""


def taken_from(source: str, at: Snapshot) -> list[str]:
    """The sources that a source goes back to, the nearest first."""
    tables = {"records": PublishedRecord._meta.db_table, "sources": PublishedSource._meta.db_table}
    with connections["public"].cursor() as cursor:
        cursor.execute(_CHAIN.format(**tables), [source, at.position, DEEPEST])
        return [str(slug) for (slug,) in cursor.fetchall()]
