"""The words that are sought, in the spellings on record: other transliterations, inflections, typing errors mended.

Asks the table of published words; twice at most, however many words. What a word's sounds are: factreg.spelling.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db import connections

from factreg.search_terms import SHORTEST_BEGINNING, Form, Sought, Term
from factreg.spelling import edits, halves, of_one_stem, same_name, sounds, stem

MOST_FORMS = 8  # of one word
_MOST_LIKE = 60
_INFLECTED, _BEGUN, _OTHERWISE, _MENDED = 0.9, 0.85, 0.95, 0.75

_KNOWN = """
SELECT 'itself', word, word, name FROM ledger_publishedword WHERE word = ANY(%(words)s::text[])
UNION ALL
SELECT 'sound', '', word, name FROM (
    SELECT word, name FROM ledger_publishedword WHERE name AND sounds && %(sounds)s::text[] LIMIT 2000
) AS alike
UNION ALL
SELECT 'begins', asked.beginning, found.word, found.name
FROM unnest(%(beginnings)s::text[]) AS asked(beginning) CROSS JOIN LATERAL (
    SELECT word, name FROM ledger_publishedword WHERE word LIKE asked.beginning || '%%' LIMIT %(most)s
) AS found
"""
# A word that is one error away begins or ends as the other does (factreg.spelling.halves).
_ERRORS = """
SELECT asked.word, found.word
FROM unnest(%(words)s::text[], %(starts)s::text[], %(ends)s::text[]) AS asked(word, start, rear) CROSS JOIN LATERAL (
    SELECT word FROM (
        SELECT word FROM ledger_publishedword WHERE word LIKE asked.start || '%%'
        UNION
        SELECT word FROM ledger_publishedword WHERE word LIKE '%%' || asked.rear
    ) AS close
    WHERE length(word) BETWEEN length(asked.word) - 2 AND length(asked.word) + 2
    ORDER BY similarity(word, asked.word) DESC, word LIMIT %(most)s
) AS found
"""


@dataclass(slots=True)
class _Known:
    """What is on record of the words asked for."""

    names: dict[str, bool] = field(default_factory=dict)
    alike: list[str] = field(default_factory=list)
    beginning: dict[str, list[str]] = field(default_factory=dict)
    mended: dict[str, list[str]] = field(default_factory=dict)


def in_all_spellings(sought: Sought) -> Sought:
    """The same terms, each in the forms by which it is on record. What is quoted stays as it was typed."""
    varied = [term for term in sought.terms if not (term.quoted or term.excluded)]
    words = {word for term in varied for form in term.forms for word in form.words if not word.isdecimal()}
    if not words:
        return replace(sought, terms=tuple(_begun(term) for term in sought.terms))
    known = _look_up(words)
    unknown = [word for word in words if not _is_known(word, known)]
    if unknown:
        known.mended = _mend(unknown)
    return replace(sought, terms=tuple(_varied(term, known) if term in varied else term for term in sought.terms))


def _look_up(words: Collection[str]) -> _Known:
    beginnings = {stem(word) for word in words if word.isascii() and len(word) > 3} | {
        word for word in words if len(word) > SHORTEST_BEGINNING
    }
    asked = {
        "words": sorted(words),
        "sounds": sorted({key for word in words for key in sounds(word)}),
        "beginnings": sorted(beginnings),
        "most": _MOST_LIKE,
    }
    known = _Known()
    for kind, about, word, name in _rows(_KNOWN, asked):
        if kind == "itself":
            known.names[word] = name
        elif kind == "sound":
            known.alike.append(word)
        else:
            known.beginning.setdefault(about, []).append(word)
    return known


def _mend(words: Collection[str]) -> dict[str, list[str]]:
    """The words on record that each may have been meant for, the nearest first."""
    parted = {word: parts for word in words if (parts := halves(word))}
    if not parted:
        return {}
    asked = {
        "words": list(parted),
        "starts": [start for start, _ in parted.values()],
        "ends": [end for _, end in parted.values()],
        "most": _MOST_LIKE,
    }
    found: dict[str, list[tuple[int, str]]] = {}
    for word, close in _rows(_ERRORS, asked):
        if (distance := edits(word, close)) <= (2 if len(word) > 8 else 1):
            found.setdefault(word, []).append((distance, close))
    return {word: [close for _, close in sorted(several)] for word, several in found.items()}


def _rows(statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections["public"].cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


def _is_known(word: str, known: _Known) -> bool:
    return word in known.names or bool(known.beginning.get(word)) or bool(_sounding_like(word, known))


def _varied(term: Term, known: _Known) -> Term:
    """A term with other ways to write it, the surest first."""
    found: dict[tuple[str, ...], Form] = {}
    mended = True
    for form in term.forms:
        whole = len(form.words) == 1
        for place, word in enumerate(form.words):
            mended = mended and not (word.isdecimal() or _is_known(word, known))
            for other in islice(_others(word, known), MOST_FORMS):
                words = (*form.words[:place], *other.words, *form.words[place + 1 :])
                found.setdefault(words, Form(words, round(form.weight * other.weight, 3)))
        last = form.words[-1]
        if len(last) >= SHORTEST_BEGINNING and (term.begun or (whole and _only_begins(last, known))):
            found[(*form.words, "*")] = Form(form.words, form.weight * _BEGUN, begun=True)
    others = sorted(found.values(), key=lambda form: -form.weight)[: 2 * MOST_FORMS]
    return replace(term, forms=(*term.forms, *others), mended=mended and bool(others))


def _begun(term: Term) -> Term:
    if not term.begun:
        return term
    return replace(term, forms=(*term.forms, Form(term.words, _BEGUN, begun=True)))


def _only_begins(word: str, known: _Known) -> bool:
    """Whether what is on record only begins so: part of a name was typed."""
    return word not in known.names and bool(known.beginning.get(word))


def _others(word: str, known: _Known) -> list[Form]:
    forms = [Form((other,), _INFLECTED) for other in of_one_stem(word, known.beginning.get(stem(word), ()))]
    # Ordinary words sound like others that mean something else; names hardly do.
    if known.names.get(word, True):
        forms += _sounding_like(word, known)
    forms += [Form((other,), _MENDED) for other in known.mended.get(word, ())]
    return sorted(forms, key=lambda form: -form.weight)


def _sounding_like(word: str, known: _Known) -> list[Form]:
    if len(word) < 5 and _only_begins(word, known):
        return []
    keys = set(sounds(word))
    return [
        Form((other,), round(_OTHERWISE * sure, 3))
        for other in known.alike
        if other != word and keys.intersection(sounds(other)) and (sure := same_name(word, other))
    ]
