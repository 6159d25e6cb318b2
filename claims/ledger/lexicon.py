"""The words of what is published, by which search mends typing errors and finds other spellings of names.

Follows from the entries as the other published tables do. A word stays while any version that may be served holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import orjson
from django.db import connection

from claims.ledger.documents import Document
from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
)
from claims.ledger.rows import Place, Row, record_row
from factreg.copying import array
from factreg.spelling import sounds, words_of
from factreg.text import fold

SEARCHED = (PublishedPublisher, PublishedSource, PublishedActor, PublishedEvent, PublishedClaim)
LONGEST_WORD = 40
# Of what newest versions hold much need not be asked of the indexes.
_NEWEST = 500

# A word that begins neither the text nor a sentence.
_INSIDE = re.compile(r"(?<=[\w,;)»”\"]\s)[^\W\d_][\w-]*", re.UNICODE)


class Lexicon:
    """Gathers the words of rows while these are made, and stores those that are new."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._names: set[str] = set()

    def learning(self, document: Document, text: str, place: Place) -> Row:
        """The row of a record's version, whose words are gathered."""
        row = record_row(document, text, place)
        if "folded" in row:
            self.add(document, row["folded"])
        return row

    def add(self, document: Document, folded: str) -> None:
        self._words.update(folded.split())
        for name in names_in(document):
            self._names.update(words_of(fold(name)))

    def store(self) -> None:
        self._words |= self._names
        words = [word for word in self._words if 1 < len(word) <= LONGEST_WORD and not word.isdecimal()]
        if not words:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT asked.word, asked.name
                FROM unnest(%s::text[], %s::boolean[]) AS asked(word, name)
                LEFT JOIN ledger_publishedword AS known USING (word)
                WHERE known.word IS NULL OR (asked.name AND NOT known.name)
                """,
                [array(words), array("t" if word in self._names else "f" for word in words)],
            )
            new = cursor.fetchall()
            cursor.execute(
                """
                INSERT INTO ledger_publishedword (word, name, sounds)
                SELECT word, name, sounds::text[]
                FROM unnest(%s::text[], %s::boolean[], %s::text[]) AS new(word, name, sounds)
                ON CONFLICT (word) DO UPDATE SET name = EXCLUDED.name, sounds = EXCLUDED.sounds
                """,
                [
                    array(word for word, _ in new),
                    array("t" if name else "f" for _, name in new),
                    array(array(sounds(word) if name else ()) for word, name in new),
                ],
            )


def names_in(document: Document) -> Iterator[str]:
    """What in a document are names: those of its record, and what its texts write with a capital."""
    names = _NAMES.get(document["type"])
    return names(document) if names else iter(())


def _of_an_actor(document: Document) -> Iterator[str]:
    yield from _named(document["name"])
    for alias in document["aliases"]:
        yield from _named(alias["name"])


def _of_an_event(document: Document) -> Iterator[str]:
    yield from _capitalised(document["title"])
    if document["place"]:
        for name in document["place"]["names"]:
            yield from _named(name["name"])


def _of_a_claim(document: Document) -> Iterator[str]:
    yield from _capitalised(document["text"])
    yield from _capitalised(document["question"] or "")


def _named(name: str) -> list[str]:
    """The words of a name but those in small letters; scripts without capitals have none."""
    return [word for word in name.split() if not word.lstrip("\"'([«“").islower()]


def _capitalised(text: str) -> list[str]:
    return [word for word in _INSIDE.findall(text) if word[0].isupper()]


_NAMES: Mapping[str, Callable[[Document], Iterator[str]]] = {
    "publisher": lambda document: iter(_named(document["name"])),
    "actor": _of_an_actor,
    "event": _of_an_event,
    "claim": _of_a_claim,
}


def words_in(seqs: Collection[int]) -> set[str]:
    """The words of the versions at these positions."""
    found: set[str] = set()
    for model in SEARCHED:
        rows: Any = model.objects.filter(seq__in=list(seqs))
        for folded in rows.values_list("folded", flat=True):
            found.update(folded.split())
    return found


def forget(words: Iterable[str]) -> None:
    """Take out the words that no version holds any more which may be served."""
    left = set(words) - _of_newest_versions()
    held = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{model._meta.db_table}" AS version WHERE version.search @@ sought.query)'
        for model in SEARCHED
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            DELETE FROM ledger_publishedword AS known
            USING (
                SELECT word, plainto_tsquery('simple', word) AS query FROM unnest(%s::text[]) AS asked(word)
            ) AS sought
            WHERE known.word = sought.word AND NOT ({held})
            """,
            [array(left)],
        )


def _of_newest_versions() -> set[str]:
    found: set[str] = set()
    for model in SEARCHED:
        newest: Any = model.objects.order_by("-seq")
        for folded in newest.values_list("folded", flat=True)[:_NEWEST]:
            found.update(folded.split())
    return found


def relearn() -> None:
    """All words anew from the published tables: for migrations, when what is kept of words has changed."""
    lexicon = Lexicon()
    for model in SEARCHED:
        rows: Any = model.objects.exclude(document=None).order_by("seq")
        for document, folded in rows.values_list("document", "folded").iterator(chunk_size=500):
            lexicon.add(orjson.loads(document), folded)
    lexicon.store()
