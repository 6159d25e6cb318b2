"""What taking down, bringing back and merging do to versions that are published already, and to where addresses lead.

Part of applying entries to the published tables: all here follows from the entries up to the one that is applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Q

from claims.ledger.lexicon import Lexicon, forget, words_in
from claims.ledger.models import Entry, PublishedAssessment, PublishedEntry, PublishedRecord, PublishedStatement
from claims.ledger.neighbourhood import PUBLISHED
from claims.ledger.rows import Place, Row, blank, part_rows
from factreg.records import PublicState

PARTS: Mapping[str, Any] = {"statement": PublishedStatement, "assessment": PublishedAssessment}


def withdrawn(entry: Entry) -> None:
    _mark(entry, taken_down=True)


def quarantined(entry: Entry) -> None:
    """Empty every version that shows the record, its own and others', and what the feed says of them."""
    _mark(entry, taken_down=True)
    _empty(versions_showing(entry.type, entry.slug))
    PublishedEntry.objects.filter(key__in=_keys(entry)).exclude(seq=entry.seq).update(reason=None)


def erased(entry: Entry) -> None:
    """The same, for good; or of one version alone: every version that shows the words of that one.

    Their rows and what the ledger holds of them go as soon as what shows them now has been composed without them
    (claims/ledger/destroying.py); where the tables are made anew, they never come.
    """
    if PublishedRecord.objects.get(key=entry.key).public_state == PublicState.ERASED:
        quarantined(entry)
    else:
        _empty(versions_showing_version(entry.type, entry.key, entry.version))


def _empty(seqs: Sequence[int]) -> None:
    words = words_in(seqs)
    for model in (*PUBLISHED.values(), *PARTS.values()):
        names = {field.name for field in model._meta.local_fields}
        emptied: Row = blank({name: None for name in names if name in ("document", "label", "folded", "rating")})
        model.objects.filter(seq__in=seqs).update(**emptied)
    forget(words)
    PublishedEntry.objects.filter(Q(seq__in=seqs)).update(nonce=None)


def restored(entry: Entry) -> None:
    """Fill again every version that shows the record and nothing else that may not be served."""
    _lead_back(entry)
    _mark(entry, taken_down=False)
    seqs = set(versions_showing(entry.type, entry.slug))
    for hidden in PublishedRecord.objects.filter(public_state=PublicState.QUARANTINED):
        seqs.difference_update(versions_showing(hidden.type, hidden.slug))
    lexicon = Lexicon()
    for earlier in Entry.objects.filter(seq__in=seqs, document__isnull=False).exclude(seq=entry.seq):
        _fill(earlier, lexicon)
    lexicon.store()
    for earlier in Entry.objects.filter(key__in=_keys(entry), seq__lt=entry.seq):
        PublishedEntry.objects.filter(seq=earlier.seq).update(reason=earlier.reason)


def merged(entry: Entry) -> None:
    """Let earlier merges into the record lead to its survivor: one hop, however often."""
    survivor = PublishedRecord.objects.get(key=entry.key).merged_into
    PublishedRecord.objects.filter(type=entry.type, merged_into=entry.slug).update(merged_into=survivor)


def _lead_back(entry: Entry) -> None:
    """Where a merge is undone: what had been merged into the record before leads to it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE direct AS MATERIALIZED (
                SELECT record.key, last.merged_into AS above
                FROM ledger_publishedrecord AS record JOIN LATERAL (
                    SELECT merging.merged_into FROM ledger_entry AS merging
                    WHERE merging.type = record.type AND merging.key = record.key
                      AND merging.action = 'merged' AND merging.seq < %(seq)s
                    ORDER BY merging.seq DESC LIMIT 1
                ) AS last ON true
                WHERE record.type = %(type)s AND record.merged_into IS NOT NULL
            ), through(key) AS (
                SELECT %(key)s::uuid
                UNION
                SELECT direct.key FROM direct JOIN through ON direct.above = through.key
            )
            UPDATE ledger_publishedrecord AS record SET merged_into = %(slug)s
            FROM through WHERE record.key = through.key AND record.key <> %(key)s
            """,
            {"seq": entry.seq, "type": entry.type, "key": entry.key, "slug": entry.slug},
        )


def _keys(entry: Entry) -> list[UUID]:
    """The record, and those that were merged into it: their versions show what is now its own."""
    rows = PublishedRecord.objects.filter(type=entry.type, merged_into=entry.slug)
    return [entry.key, *rows.values_list("key", flat=True)]


def _mark(entry: Entry, taken_down: bool) -> None:
    models: list[Any] = [PUBLISHED[entry.type], *(PARTS.values() if entry.type == "claim" else ())]
    for model in models:
        model.objects.filter(key__in=_keys(entry)).exclude(taken_down=taken_down).update(taken_down=taken_down)


def _fill(entry: Entry, lexicon: Lexicon) -> None:
    document = orjson.loads(entry.document or "")
    model = PUBLISHED[entry.type]
    version = model.objects.get(seq=entry.seq)
    if version.document is not None:
        return
    place = Place(entry.seq, entry.key, entry.version, version.first_seq, version.updated_seq, version.updated_at, ())
    rows: list[tuple[Any, Row]] = [(model, lexicon.learning(document, entry.document or "", place))]
    if entry.type == "claim":
        rows += [(model, row) for kind, model in PARTS.items() for row in part_rows(kind, document, place, {})]
    for of, row in rows:
        words = {name: row[name] for name in ("document", "label", "folded", "rating") if name in row}
        number = {"number": row["number"]} if "number" in row else {}
        of.objects.filter(seq=entry.seq, **number).update(**words)
    PublishedEntry.objects.filter(seq=entry.seq).update(nonce=bytes(entry.nonce or b"").hex() or None)


def versions_showing(type_: str, slug: str | None) -> Sequence[int]:
    """The positions of all versions, of whatever type, that show words of a record, or of one merged into it."""
    merged_too = PublishedRecord.objects.filter(type=type_, merged_into=slug).values_list("slug", flat=True)
    tables = " UNION ALL ".join(
        f'SELECT seq FROM "{model._meta.db_table}" WHERE facets && %(shown)s' for model in PUBLISHED.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(tables, {"shown": [f"shows:{type_}/{one}" for one in (slug, *merged_too)]})
        return [seq for (seq,) in cursor.fetchall()]


def versions_showing_version(type_: str, key: UUID, number: int) -> Sequence[int]:
    """The positions of all versions that show the words which a version of a record showed of the record itself."""
    own = PUBLISHED[type_].objects.filter(key=key, version=number).first()
    if own is None:
        return []
    (words,) = (shown for shown in own.shows if shown.rpartition(".")[0] == f"{type_}/{own.slug}")
    tables = " UNION ALL ".join(
        f"""SELECT seq FROM "{model._meta.db_table}"
        WHERE facets @> ARRAY[%(shown)s] AND shows @> ARRAY[%(words)s]"""
        for model in PUBLISHED.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(tables, {"shown": f"shows:{type_}/{own.slug}", "words": words})
        return [seq for (seq,) in cursor.fetchall()]
