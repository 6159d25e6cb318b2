"""What holds the words that are sought: candidates of each type at a bounded cost, the best first.

In bounded time as well: what takes too long is left out, and the answer is cut.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
    Version,
)
from claims.public.reading import Snapshot
from claims.public.searching import ranking
from claims.public.searching.candidates import Candidates, Condition, Lookup, Row
from factreg.patience import TooSlow, patience
from factreg.search_terms import Sought, Term, all_of
from factreg.spelling import words_of
from factreg.text import fold

TABLES: Mapping[str, type[Version]] = {
    "actor": PublishedActor,
    "event": PublishedEvent,
    "publisher": PublishedPublisher,
    "source": PublishedSource,
    "claim": PublishedClaim,
}
# Seconds that all statements together may take, and each; and each that is asked in place of one that took longer.
TOGETHER, EACH, BRIEFLY = 0.8, 0.5, 0.1
_KEPT = {"claim": 60, "source": 25}
_KEPT_OF_OTHERS = 15
_MOST_NAMED, _MOST_GROUPS = 40, 3

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `through`: names of others by which it was, in place of words of its own."""

    type: str
    document: Document
    score: float
    through: tuple[str, ...] = ()


@dataclass(slots=True)
class Found:
    """What was found of a type, the best first, and how much: `ranked` of them were compared.

    `cut`: there may be more; `slow`: for want of time.
    """

    hits: list[Hit] = field(default_factory=list)
    ranked: int = 0
    cut: bool = False
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """Records that terms name, and the tokens of the claims that refer to them."""

    terms: tuple[Term, ...]
    facets: list[str]
    events: list[str]
    names: tuple[str, ...]


def search(sought: Sought, at: Snapshot, watch: Watch, *, some: bool = False) -> dict[str, Found]:
    """What holds all the terms (`some`: any of them), by type; claims also by the names of what they refer to."""
    condition = _holding(sought, some=some)
    # Claims first: should time run out, it is others that are missing.
    found = _found([_Asked(type_, condition, some=some) for type_ in reversed(TABLES)], sought, at, watch)
    by_type = dict(reversed(list(zip(reversed(TABLES), found, strict=True))))
    if some:
        return by_type
    namings = _naming(sought, by_type, at, watch)
    referring = [_Asked("claim", _referring(naming, sought), naming=naming) for naming in namings]
    for others in _found(referring, sought, at, watch):
        by_type["claim"] = _with(by_type["claim"], others)
    return by_type


def mixed(found: Mapping[str, Found]) -> list[Hit]:
    """The hits of all types, the best first."""
    return sorted((hit for of_type in found.values() for hit in of_type.hits), key=lambda hit: -hit.score)


@dataclass(slots=True)
class Watch:
    """What is left of the time that an answer may take."""

    until: float = field(default_factory=lambda: time.monotonic() + TOGETHER)

    @property
    def left(self) -> float:
        return self.until - time.monotonic()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for in a table. `some`: any of the terms is enough."""

    type: str
    condition: Condition
    naming: Naming | None = None
    some: bool = False


def _found(asked: Sequence[_Asked], sought: Sought, at: Snapshot, watch: Watch) -> list[Found]:
    """What there is of each, in turn. One that takes too long ends with what it found, and the others follow."""
    lookups = [
        Lookup(
            TABLES[one.type],
            one.condition,
            at,
            sought=sought,
            some=one.some,
            kept=_KEPT.get(one.type, _KEPT_OF_OTHERS),
            tokens=one.naming.facets if one.naming else (),
        )
        for one in asked
    ]
    best = [Candidates(cut=True, slow=True) for _ in lookups]
    waiting = deque(enumerate(lookups))
    while waiting and (left := watch.left) > 0:
        with suppress(TooSlow), patience(min(EACH, left), using="public"):
            while waiting and watch.left > 0:
                place, lookup = waiting.popleft()
                for found in lookup.candidates():
                    best[place] = found
    for place, lookup in enumerate(lookups):
        if best[place].slow and not best[place].rows:
            with suppress(TooSlow), patience(BRIEFLY, using="public"):
                best[place] = lookup.briefly()
    return [
        Found(_scored(one.type, found.rows, sought, one.naming), found.ranked, found.cut, found.slow)
        for one, found in zip(asked, best, strict=True)
    ]


def _holding(sought: Sought, *, some: bool = False) -> Condition:
    """What holds the terms. An index tells of a phrase only that its words are there."""
    query = sought.any_of if some else all_of(sought.terms)
    loose = Condition.words(sought.loosely(some=some)) if sought.has_phrase else None
    return Condition.words(query, loose=loose)


def _scored(type_: str, rows: Iterable[Row], sought: Sought, naming: Naming | None) -> list[Hit]:
    through = naming.terms if naming else ()
    hits = []
    for text, folded in rows:
        document = orjson.loads(text)
        fits = ranking.score(sought, type_=type_, names=names_of(type_, document), body=folded, through=through)
        hits.append(Hit(type_, document, fits, naming.names if naming else ()))
    return sorted(hits, key=lambda hit: -hit.score)


def names_of(type_: str, document: Document) -> list[str]:
    """What a record is called, in every spelling on record."""
    if type_ == "actor":
        return [document["name"], *(alias["name"] for alias in document["aliases"])]
    if type_ == "event":
        place = document["place"]
        return [document["title"], *(name["name"] for name in place["names"])] if place else [document["title"]]
    if type_ == "claim":
        return [document["question"] or "", document["text"]]
    return [document["title"] if type_ == "source" else document["name"]]


def _with(claims: Found, others: Found) -> Found:
    known = {hit.document["id"] for hit in claims.hits}
    hits = claims.hits + [hit for hit in others.hits if hit.document["id"] not in known]
    hits.sort(key=lambda hit: -hit.score)
    ranked = claims.ranked + others.ranked
    return Found(hits, ranked, cut=claims.cut or others.cut, slow=claims.slow or others.slow)


def _naming(sought: Sought, found: Mapping[str, Found], at: Snapshot, watch: Watch) -> list[Naming]:
    """What the terms name, most terms first: records that have all of them in a name, or whose name is some of them."""
    hits = [hit for type_ in ("actor", "event", "publisher", "source") for hit in found[type_].hits]
    if len(sought.wanted) > 1:
        any_of_them = _holding(sought, some=True)
        others = [_Asked(type_, any_of_them, some=True) for type_ in ("actor", "publisher")]
        hits += [hit for of_type in _found(others, sought, at, watch) for hit in of_type.hits]
    groups: dict[tuple[Term, ...], dict[tuple[str, str], Hit]] = {}
    for hit in hits:
        if terms := _named(sought, hit):
            groups.setdefault(terms, {})[hit.type, hit.document["id"]] = hit
    largest = sorted(groups, key=len, reverse=True)[:_MOST_GROUPS]
    return [_as_naming(terms, list(groups[terms].values())[:_MOST_NAMED]) for terms in largest]


def _named(sought: Sought, hit: Hit) -> tuple[Term, ...]:
    """The terms that a name of a record holds, if these are all that is sought, or all of that name."""
    most: tuple[Term, ...] = ()
    for name in names_of(hit.type, hit.document):
        words = words_of(fold(name))
        padded = f" {' '.join(words)} "
        held = {term: [form for form in term.forms if ranking.holds(padded, form)] for term in sought.wanted}
        terms = tuple(term for term, forms in held.items() if forms)
        covered = sum(max(len(form.words) for form in forms) for forms in held.values() if forms)
        if len(terms) > len(most) and (len(terms) == len(sought.wanted) or covered >= len(words)):
            most = terms
    return most


def _as_naming(terms: tuple[Term, ...], hits: Sequence[Hit]) -> Naming:
    tokens = (token for hit in hits for token in _TOKENS.get(hit.type, _no_tokens)(hit.document["id"]))
    events = [hit.document["id"] for hit in hits if hit.type == "event"]
    names = tuple(dict.fromkeys(names_of(hit.type, hit.document)[0] for hit in hits))
    return Naming(terms, list(tokens), events, names)


def _no_tokens(slug: str) -> Sequence[str]:
    return ()


_TOKENS: Mapping[str, Any] = {
    "actor": lambda slug: (f"actor:{slug}", f"about:{slug}"),
    "source": lambda slug: (f"source:{slug}",),
    "publisher": lambda slug: (f"publisher:{slug}",),
}


def _referring(naming: Naming, sought: Sought) -> Condition:
    """The claims that refer to what is named, and hold what else is sought."""
    either = []
    if naming.facets:
        either.append(Condition("facets && %s::text[]", [naming.facets], columns=("facets",)))
    if naming.events:
        either.append(Condition("event = ANY(%s::text[])", [naming.events], columns=("event",)))
    condition = Condition.any(either)
    rest = [term for term in sought.terms if term not in naming.terms]
    return condition & Condition.words(all_of(rest)) if rest else condition
