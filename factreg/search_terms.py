"""What a reader searches for: words, phrases in quotation marks, words to leave out; and the query of PostgreSQL's.

Pure. A term begins as it was typed; other ways to write it are added by whoever knows the words on record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery

from factreg.spelling import words_of
from factreg.text import fold

MOST_TERMS = 12
# A word's beginning finds it from this length on.
SHORTEST_BEGINNING = 2

_QUOTES = str.maketrans(dict.fromkeys("«»„‟“”″\uff02", '"'))
_PARTS = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a term: its words, in their order, and how surely it means the term, up to 1."""

    words: tuple[str, ...]
    weight: float = 1.0
    begun: bool = False

    @property
    def query(self) -> str:
        """As a part of a query of PostgreSQL's."""
        parts = [f"'{word}'" for word in self.words]
        if self.begun:
            parts[-1] += ":*"
        return f"({' <-> '.join(parts)})" if len(parts) > 1 else parts[0]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that is sought. `begun`: the reader may still be typing it. `mended`: nobody writes it so."""

    forms: tuple[Form, ...]
    quoted: bool = False
    excluded: bool = False
    begun: bool = False
    mended: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """As it was typed, folded."""
        return self.forms[0].words

    @property
    def query(self) -> str:
        joined = " | ".join(form.query for form in self.forms)
        return f"{'!' if self.excluded else ''}({joined})"


@dataclass(frozen=True, slots=True)
class Sought:
    """All that is sought, in order. Every term is to be found, but for the excluded ones."""

    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.excluded)

    @property
    def has_phrase(self) -> bool:
        return any(len(form.words) > 1 for term in self.terms for form in term.forms)

    @property
    def query(self) -> SearchQuery:
        return SearchQuery(all_of(self.terms), config="simple", search_type="raw")

    @property
    def any_of(self) -> str:
        """A query for what has one of the wanted terms at least."""
        either = " | ".join(term.query for term in self.wanted)
        return " & ".join([f"({either})", *(term.query for term in self.terms if term.excluded)])

    def loosely(self, *, some: bool = False) -> str:
        """The same with phrases as words: what an index can tell without looking at the rows."""
        parts = (" | ".join(_words_of(form) for form in term.forms) for term in self.wanted)
        return (" | " if some else " & ").join(f"({part})" for part in parts)


def all_of(terms: Iterable[Term]) -> str:
    """A query for what has all of the terms, and none that is excluded."""
    return " & ".join(term.query for term in terms)


def _words_of(form: Form) -> str:
    parts = [f"'{word}'" for word in form.words]
    if form.begun:
        parts[-1] += ":*"
    return f"({' & '.join(parts)})"


def sought_in(text: str, *, typing: bool = False) -> Sought:
    """The terms of what was typed; none where it holds no word. `typing`: the last word may be only begun.

    >>> [term.words for term in sought_in('"Live blog" su-25 -jet').terms]
    [('live', 'blog'), ('su', '25'), ('jet',)]
    """
    typed = fold(text.translate(_QUOTES))
    terms: list[Term] = []
    joined = False
    for found in _PARTS.finditer(typed):
        quoted = found.group(3) is None
        written = found.group(2) if quoted else found.group(3)
        if not quoted and written == "or" and terms:
            joined = True
            continue
        excluded = (found.group(1) if quoted else written[:1]) == "-"
        words = tuple(words_of(written))
        if not words:
            continue
        last = typing and not quoted and found.end() == len(typed) and not text[-1:].isspace()
        term = Term((Form(words), *_also(words, quoted)), quoted=quoted, excluded=excluded, begun=last)
        if joined and not excluded:
            terms[-1] = _either(terms[-1], term)
        else:
            terms.append(term)
        joined = False
    return Sought(tuple(terms[:MOST_TERMS]))


def _also(words: tuple[str, ...], quoted: bool) -> Iterable[Form]:
    """`su25` and `su-25` are the same; what a hyphen joins may be written as two words."""
    if quoted:
        return
    if len(words) == 1 and (parted := _LETTERS_AND_NUMBER.fullmatch(words[0])):
        yield Form((parted[1], parted[2]), 0.95)
    elif len(words) > 1:
        yield Form(("".join(words),), 0.9)


def _either(one: Term, other: Term) -> Term:
    return Term(one.forms + other.forms, quoted=one.quoted and other.quoted, excluded=one.excluded, begun=other.begun)
