"""What an erasure destroys: documents and nonces in the ledger, their rows in the published tables, their words.

Entries, leaves and commitments stay, so the ledger and every log over it stay whole. Which versions go is decided in
erasing.py; here they go, once what is public now has been composed without them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from claims.ledger.canonical import canonical
from claims.ledger.lexicon import SEARCHED, names_in
from claims.ledger.models import Entry, KeptOwn, PublishedEntry, PublishedRecord, PublishedWord
from claims.ledger.neighbourhood import PUBLISHED
from claims.ledger.own_parts import own_part
from claims.ledger.standing_down import PARTS
from factreg.copying import array
from factreg.records import PublicState
from factreg.spelling import words_of
from factreg.text import fold

AT_A_TIME = 500


def destroy(seqs: Collection[int], *, erased: Collection[UUID], silenced: Collection[int]) -> None:
    """Destroy the versions at these positions. `erased`: records of which nothing is kept; `silenced`: positions of
    entries whose public reasons go too. Raises RuntimeError where a version is public now.
    """
    wanted = sorted(seqs)
    _refuse_current(wanted)
    _keep_owns(wanted, erased=erased)
    names = _names_in(wanted)
    for model in (*PUBLISHED.values(), *PARTS.values()):
        model.objects.filter(seq__in=wanted).delete()
    Entry.objects.filter(seq__in=wanted).update(document=None, nonce=None)
    PublishedEntry.objects.filter(seq__in=wanted).update(nonce=None)
    for entries in (Entry, PublishedEntry):
        entries.objects.filter(seq__in=list(silenced)).update(reason=None, legal_basis=None, stub_nonce=None)
    merged = PublishedRecord.objects.filter(key__in=list(erased), public_state=PublicState.MERGED)
    merged.update(reason=None, legal_basis=None)
    _count_parts_anew(wanted)
    _forget_names(names)


def _refuse_current(seqs: Sequence[int]) -> None:
    for model in PUBLISHED.values():
        if stays := list(model.objects.filter(seq__in=seqs, to_seq=None).values_list("slug", flat=True)):
            raise RuntimeError(f"{', '.join(stays)}: still public, so that nothing of it was destroyed.")


def _keep_owns(seqs: Sequence[int], *, erased: Collection[UUID]) -> None:
    """Keep what records say themselves that lose their last document because it shows another's words."""
    KeptOwn.objects.filter(key__in=list(erased)).delete()
    with connection.cursor() as cursor:
        cursor.execute(_LAST_DOCUMENTS, [array(seqs), array(erased), array(seqs)])
        for key, seq, document in cursor.fetchall():
            own = canonical(own_part(orjson.loads(document)))
            KeptOwn.objects.update_or_create(key=key, defaults={"seq": seq, "own": own})


_LAST_DOCUMENTS = """
    SELECT last.key, last.seq, last.document
    FROM (SELECT DISTINCT type, key FROM ledger_entry WHERE seq = ANY(%s::bigint[])) AS touched
    JOIN LATERAL (
        SELECT key, seq, document FROM ledger_entry AS entry
        WHERE entry.type = touched.type AND entry.key = touched.key AND entry.document IS NOT NULL
        ORDER BY seq DESC LIMIT 1
    ) AS last ON true
    WHERE NOT last.key = ANY(%s::uuid[]) AND last.seq = ANY(%s::bigint[])
"""


def _count_parts_anew(seqs: Sequence[int]) -> None:
    """A part is first published with the first version that is left of it, as where the tables are made anew."""
    keys = list(Entry.objects.filter(seq__in=seqs, type="claim").values_list("key", flat=True).distinct())
    for model in PARTS.values():
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE "{model._meta.db_table}" AS part SET first_seq = left_of.first
                FROM (
                    SELECT slug, min(seq) AS first FROM "{model._meta.db_table}"
                    WHERE key = ANY(%s::uuid[]) GROUP BY slug
                ) AS left_of
                WHERE part.key = ANY(%s::uuid[]) AND part.slug = left_of.slug AND part.first_seq <> left_of.first
                """,
                [array(keys), array(keys)],
            )


def _names_in(seqs: Sequence[int]) -> set[str]:
    """The words that are names in the documents at these positions."""
    found: set[str] = set()
    for document in Entry.objects.filter(seq__in=seqs, document__isnull=False).values_list("document", flat=True):
        for name in names_in(orjson.loads(document or "")):
            found.update(words_of(fold(name)))
    return found


def _forget_names(words: Collection[str]) -> None:
    """Words that stay, and that nothing writes as a name any more, are names no longer."""
    for known in PublishedWord.objects.filter(word__in=list(words), name=True):
        if not _is_a_name_still(known.word):
            known.name, known.sounds = False, []
            known.save(update_fields=["name", "sounds"])


def _is_a_name_still(word: str) -> bool:
    for model in SEARCHED:
        rows: Any = model.objects.filter(document__isnull=False, search=SearchQuery(word, config="simple"))
        for document in rows.values_list("document", flat=True).iterator(chunk_size=AT_A_TIME):
            if any(word in words_of(fold(name)) for name in names_in(orjson.loads(document or "null"))):
                return True
    return False
