"""What holds the words that are sought: candidates of each type by its index, at a bounded cost, the best first.

The newest versions are looked through first, by ever longer windows of the ledger; what is found there is ranked. So
a common word costs no more in a large registry than in a small one, and a page can say what was ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.contrib.postgres.search import SearchRank
from django.db.models import Count, F, FloatField, Q, QuerySet, Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

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
from factreg.search_terms import Sought, Term, tsquery
from factreg.spelling import words_of
from factreg.text import fold

TABLES: Mapping[str, type[Version]] = {
    "actor": PublishedActor,
    "event": PublishedEvent,
    "publisher": PublishedPublisher,
    "source": PublishedSource,
    "claim": PublishedClaim,
}
# How far back the newest versions are looked through first, in positions of the ledger, and how many matches end it.
WINDOWS = (40_000, 250_000)
ENOUGH = 200
# Of the newest matches so many are ranked; where all of the ledger is gone through, so many are looked at.
RANKED, LOOKED_AT = 1_000, 10_000
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
    """What was found of a type, the best first, and how much: `ranked` of them were compared."""

    hits: list[Hit] = field(default_factory=list)
    ranked: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """Records that terms name, and the tokens of the claims that refer to them."""

    terms: tuple[Term, ...]
    facets: list[str]
    events: list[str]
    names: tuple[str, ...]


def search(sought: Sought, at: Snapshot, *, some: bool = False) -> dict[str, Found]:
    """What holds all the terms (`some`: any of them), by type; claims also by the names of what they refer to."""
    condition = Q(search=sought.any if some else sought.query)
    found = {type_: _found(type_, condition, sought, at) for type_ in TABLES}
    for naming in [] if some else _naming(sought, found, at):
        others = _found("claim", _referring(naming, sought), sought, at, naming=naming)
        found["claim"] = _with(found["claim"], others)
    return found


def mixed(found: Mapping[str, Found]) -> list[Hit]:
    """The hits of all types, the best first."""
    return sorted((hit for of_type in found.values() for hit in of_type.hits), key=lambda hit: -hit.score)


def _found(type_: str, condition: Q, sought: Sought, at: Snapshot, *, naming: Naming | None = None) -> Found:
    kept = _KEPT.get(type_, _KEPT_OF_OTHERS)
    found = Found()
    for versions, last in _windows(TABLES[type_], condition, sought, at):
        rank = Cast(SearchRank(F("search"), sought.any), FloatField())
        rows = list(
            versions.annotate(rank=rank, total=Window(Count("*")))
            .order_by("-rank", "-first_seq")
            .values_list("document", "folded", "total")[:kept]
        )
        total = rows[0][2] if rows else 0
        if total >= ENOUGH or last:
            found = Found(_scored(type_, rows, sought, naming), total, cut=not last or total >= RANKED)
            break
    return found


def _windows(model: type[Version], condition: Q, sought: Sought, at: Snapshot) -> Iterator[tuple[QuerySet[Any], bool]]:
    """The matches among the newest versions, then among older ones too; and whether all were gone through."""
    versions = at.of(model)
    for length in WINDOWS:
        if at.position > length:
            newest = versions.filter(condition, seq__gt=at.position - length).order_by("-seq").values("seq")[:RANKED]
            yield model.objects.using("public").filter(seq__in=Subquery(newest)), False
    if at.position <= WINDOWS[0]:
        newest = versions.filter(condition).order_by("-seq").values("seq")[:RANKED]
        yield model.objects.using("public").filter(seq__in=Subquery(newest)), True
        return
    # By the index of words alone, whatever the planner expects: what few hold is not found by walking.
    inside, values = versions.filter(condition).order_by().values("seq").query.sql_with_params()
    statement = (
        f"(WITH matching AS MATERIALIZED ({inside}) SELECT seq FROM"  # noqa: S608 - a compiled query, our own numbers
        f" (SELECT seq FROM matching LIMIT {LOOKED_AT}) AS looked_at ORDER BY seq DESC LIMIT {RANKED})"
    )
    yield model.objects.using("public").filter(seq__in=RawSQL(statement, values)), True  # noqa: S611


def _scored(type_: str, rows: Iterable[tuple[Any, ...]], sought: Sought, naming: Naming | None) -> list[Hit]:
    through = naming.terms if naming else ()
    hits = []
    for text, folded, _ in rows:
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
    return replace(claims, hits=hits, ranked=claims.ranked + others.ranked, cut=claims.cut or others.cut)


def _naming(sought: Sought, found: Mapping[str, Found], at: Snapshot) -> list[Naming]:
    """What the terms name, most terms first: records that have all of them in a name, or whose name is some of them."""
    hits = [hit for type_ in ("actor", "event", "publisher", "source") for hit in found[type_].hits]
    if len(sought.wanted) > 1:
        for type_ in ("actor", "publisher"):
            hits += _found(type_, Q(search=sought.any), sought, at).hits
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


def _referring(naming: Naming, sought: Sought) -> Q:
    """The claims that refer to what is named, and hold what else is sought."""
    condition = Q()
    if naming.facets:
        condition |= Q(facets__overlap=naming.facets)
    if naming.events:
        condition |= Q(event__in=naming.events)
    rest = [term.query for term in sought.terms if term not in naming.terms]
    return condition & Q(search=tsquery(rest)) if rest else condition
