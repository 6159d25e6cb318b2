"""What is known of records by what was last published of them: own parts, whether they are public, their survivors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from django.db import connection

from claims.ledger.own_parts import Own, nothing_of, own_part
from factreg.copying import array

# Slug, own part, whether it is public, first seq, survivor.
Last = tuple[str, Own, bool, int, str | None]


def last_owns(type_: str, slugs: Sequence[str], *, table: str) -> Iterator[Last]:
    """The last own parts of records that were ever public. The ledger has what the tables may not hold.

    Of a record that was erased nothing is left; of one whose last document went with another's words, its own part
    was kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST.format(table=table), [type_, array(slugs)])
        found = cursor.fetchall()
    for slug, document, kept, public, first, survivor in found:
        if kept is not None:
            own = orjson.loads(kept)
        else:
            own = own_part(orjson.loads(document)) if document else nothing_of(type_)
        yield slug, own, public, first, survivor


_LAST = """
    SELECT record.slug, coalesce(version.document, CASE WHEN record.public_state <> 'erased' THEN last.document END),
           CASE WHEN version.document IS NULL AND record.public_state <> 'erased'
               AND kept.seq > coalesce(last.seq, 0) THEN kept.own END,
           record.public_state = 'published', record.first_seq, record.merged_into
    FROM ledger_publishedrecord AS record
    LEFT JOIN "{table}" AS version
        ON version.slug = record.slug AND version.to_seq IS NULL AND record.public_state = 'published'
    LEFT JOIN LATERAL (
        SELECT entry.document, entry.seq FROM ledger_entry AS entry
        WHERE version.document IS NULL AND entry.type = record.type AND entry.key = record.key
          AND entry.document IS NOT NULL
        ORDER BY entry.seq DESC LIMIT 1
    ) AS last ON true
    LEFT JOIN ledger_keptown AS kept ON version.document IS NULL AND kept.key = record.key
    WHERE record.type = %s AND record.slug = ANY(%s::text[])
"""
