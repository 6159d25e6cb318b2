"""A published document to its rows in the published tables: columns, facets, search words, pieces of parts.

Pure: a document and its place in the ledger in, rows out. Publishing and rebuilding use the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from claims.ledger.canonical import canonical
from claims.ledger.documents import Document
from claims.ledger.own_parts import ALL_SIDES
from factreg.edtf_dates import Span, parse
from factreg.spelling import words_of
from factreg.text import fold

# Undated rows sort after all dated ones, whichever way the dated ones go.
NEVER = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a version stands in the ledger.

    `named`: (`type/slug`, the version in which its words last changed) of each record it names, itself included; no
    version where its words may not be shown.
    """

    seq: int
    key: UUID
    version: int
    first_seq: int
    updated_seq: int
    updated_at: datetime
    named: tuple[tuple[str, int | None], ...]


def named_in(document: Document) -> set[tuple[str, str]]:
    """(type, slug) of every record that a document names, and shows if its words may be shown; itself included."""
    shown = {(document["type"], document["id"])}
    _gather(document, document["type"], shown)
    shown.discard(("actor", ALL_SIDES))
    return shown


# The type of record that a field of a document refers to, wherever in the document it stands.
_REFERS_TO: Mapping[str, str] = {
    "about": "actor",
    "actor": "actor",
    "asserted_by": "actor",
    "claims": "claim",
    "contradicted_by": "actor",
    "contradicts": "claim",
    "counter_accusations": "claim",
    "denied_by": "actor",
    "derived_from": "source",
    "differently_characterised_by": "actor",
    "event": "event",
    "organisation": "publisher",
    "origins": "source",
    "parties": "actor",
    "party": "actor",
    "primary_source": "source",
    "publisher": "publisher",
    "rests_on": "claim",
    "side": "actor",
    "source": "source",
    "speaks_for": "actor",
    "withdrawn_by": "actor",
}
# References to these hold no others.
_NAMED_ALONE = frozenset({"actor", "event", "publisher"})
_JOINED_BY: Mapping[str, str] = {"contradicts": "contradiction", "counter_accusations": "counter-accusation"}


def _gather(part: Document, type_: str, shown: set[tuple[str, str]]) -> None:
    """Add what a document of a type, or a part of it, refers to. Runs for every field of all that is published."""
    for field, value in part.items():
        if value.__class__ is dict:
            referred = [value]
        elif value.__class__ is list and value and value[0].__class__ is dict:
            referred = value
        else:
            continue
        of = type_ if field == "part_of" else _REFERS_TO.get(field)
        for one in referred:
            if of and "id" in one:
                shown.add((of, one["id"]))
            if of not in _NAMED_ALONE:
                _gather(one, type_, shown)
        if field in _JOINED_BY:
            shown.update((_JOINED_BY[field], pair[_JOINED_BY[field].replace("-", "_")]) for pair in referred)


def record_row(document: Document, text: str, place: Place) -> Row:
    """The row of a record's version in the table of its type."""
    type_ = document["type"]
    # What is named without its words, for it is taken down, is to be found when it comes back.
    facets = [f"{'names' if version is None else 'shows'}:{name}" for name, version in place.named]
    return {
        **_version(document["id"], text, place),
        "shows": [f"{name}.{version}" for name, version in place.named if version is not None],
        "facets": [*facets, *(_FACETS[type_](document) if type_ in _FACETS else ())],
        **_COLUMNS[type_](document),
    }


def blank(row: Row) -> Row:
    """A row without its words: what is kept of a version that may not be served."""
    return {**row, "document": None, **{name: "" for name in ("label", "folded", "rating") if name in row}}


def _version(slug: str, text: str, place: Place) -> Row:
    return {
        "seq": place.seq,
        "to_seq": None,
        "key": place.key,
        "slug": slug,
        "version": place.version,
        "first_seq": place.first_seq,
        "updated_seq": place.updated_seq,
        "updated_at": place.updated_at,
        "document": text,
        "taken_down": False,
    }


def part_rows(kind: str, document: Document, place: Place, first_seqs: Mapping[str, int]) -> Iterator[Row]:
    """The rows of a claim's statements or assessments. `first_seqs`: first publication of parts that were public.

    Their facets do not repeat what the claim shows: the claim's version at the same position has it.
    """
    about = {name: document[name] for name in ("id", "text", "question")} | {
        "standing": document["standing"]["value"],
        **{name: document["standing"][name] for name in ("label", "asserted_by", "denied_by")},
    }
    for part in document[f"{kind}s"]:
        piece = {
            **part,
            **({"review_url": part["url"]} if kind == "assessment" else {}),
            "type": kind,
            "url": f"{document['url']}#{kind}-{part['number']}",
            "claim": about,
            "version": document["version"],
            "published_at": document["published_at"],
            "updated_at": document["updated_at"],
        }
        yield {
            **_version(part["id"], canonical(piece), place),
            "shows": [],
            "first_seq": first_seqs.get(part["id"], place.seq),
            "number": part["number"],
            "claim": document["id"],
            **_PART_COLUMNS[kind](document, part),
        }


def _id(reference: Mapping[str, Any] | None) -> str | None:
    return reference["id"] if reference else None


def _span(name: str, text: str | None, *, sort: bool = True) -> Row:
    span = parse(text) if text else Span(None, None)
    row: Row = {f"{name}_earliest": span.earliest, f"{name}_latest": span.latest}
    if sort:
        row[f"{name}_sort"] = span.sort_key if text else NEVER
    return row


def _words(*texts: str | None) -> str:
    """What is found of texts: their words alone, which PostgreSQL takes as they stand."""
    return " ".join(words_of(" ".join(fold(text) for text in texts if text)))


def _publisher_columns(document: Document) -> Row:
    return {
        "label": document["name"],
        "kind": document["kind"],
        "country": document["country"],
        "folded": _words(document["name"]),
    }


def _source_columns(document: Document) -> Row:
    return {
        "label": document["title"],
        "kind": document["kind"],
        "publisher": _id(document["publisher"]),
        "derived_from": _id(document["derived_from"]),
        "language": document["language"],
        "published": document["published"],
        **_span("published", document["published"], sort=False),
        "folded": _words(document["title"], document["publisher"]["name"]),
    }


def _actor_columns(document: Document) -> Row:
    return {
        "label": document["name"],
        "kind": document["kind"],
        "speaks_for": _id(document["speaks_for"]),
        "part_of": _id(document["part_of"]),
        "publisher": _id(document["publisher"]),
        "country": document["country"],
        "folded": _words(document["name"], document["role"], *(alias["name"] for alias in document["aliases"])),
    }


def _event_columns(document: Document) -> Row:
    place = document["place"]
    return {
        "label": document["title"],
        "part_of": _id(document["part_of"]),
        "place": _id(place),
        **_span("occurred", document["occurred"]),
        "folded": _words(document["title"], *(name["name"] for name in place["names"]) if place else ()),
    }


def _claim_columns(document: Document) -> Row:
    standing = document["standing"]
    quotes = [statement["quote"] for statement in document["statements"]]
    actors = dict.fromkeys(statement["actor"]["name"] for statement in document["statements"])
    about = [about["name"] for about in document["about"]]
    return {
        "label": document["question"] or document["text"],
        "kind": document["kind"],
        "language": document["language"],
        "standing": standing["value"],
        "event": document["event"]["id"],
        "measure": document["figure"]["measure"] if document["figure"] else None,
        "has_contradiction": bool(document["contradicts"]),
        "read_count": standing["sources_read"]["count"],
        "read_latest": standing["sources_read"]["latest"],
        "folded_into": standing["folded_into"],
        **_span("occurred", document["occurred"]),
        "folded": _words(
            document["text"],
            document["question"],
            document["event"]["title"],
            *about,
            *actors,
            *quotes,
            document["note"],
        ),
    }


def _pair_columns(document: Document) -> Row:
    return {"claims": [claim["id"] for claim in document["claims"]]}


def _contradiction_columns(document: Document) -> Row:
    return {**_pair_columns(document), "kind": document["kind"], "element": document["element"]}


def _statement_columns(document: Document, statement: Document) -> Row:
    source, primary = statement["source"], statement["primary_source"]
    return {
        "event": document["event"]["id"],
        "actor": statement["actor"]["id"],
        "stance": statement["stance"],
        "elements": statement["elements"],
        "stands": statement["stands"],
        "source": source["id"],
        "publisher": _id(source["publisher"]),
        "primary_source": _id(primary),
        "language": statement["quote_language"] or source["language"],
        **_span("said", statement["said"]),
        "facets": [
            f"actor:{statement['actor']['id']}",
            *(f"element:{element}" for element in statement["elements"]),
            *_source_tokens(statement),
        ],
    }


def _assessment_columns(document: Document, assessment: Document) -> Row:
    return {
        "organisation": assessment["organisation"]["id"],
        "rating": assessment["rating"],
        **_span("rated", assessment["rated"], sort=False),
        "facets": [f"organisation:{assessment['organisation']['id']}"],
    }


def _source_tokens(statement: Document) -> Iterable[str]:
    for source in (statement["source"], statement["primary_source"]):
        if source:
            yield f"source:{source['id']}"
            if source["publisher"]:
                yield f"publisher:{source['publisher']['id']}"


def _claim_facets(document: Document) -> list[str]:
    tokens = [f"about:{about['id']}" for about in document["about"]]
    tokens += [f"agent:{about['id']}" for about in document["about"] if about["as"] == "agent"]
    tokens += [f"searched:{search['actor']['id']}" for search in document["response_searches"]]
    for statement in document["statements"]:
        actor = statement["actor"]["id"]
        tokens.append(f"actor:{actor}")
        if statement["stands"] and statement["stance"] in _STANCE_TOKENS:
            tokens.append(f"{_STANCE_TOKENS[statement['stance']]}:{actor}")
        tokens += _source_tokens(statement)
    return list(dict.fromkeys(tokens))


_STANCE_TOKENS = {"asserts": "asserted_by", "denies": "denied_by"}


def _source_facets(document: Document) -> list[str]:
    return [f"dateline:{document['dateline']}"] if document.get("dateline") else []


def _pair_facets(document: Document) -> list[str]:
    return [f"claim:{claim['id']}" for claim in document["claims"]]


_COLUMNS: Mapping[str, Callable[[Document], Row]] = {
    "publisher": _publisher_columns,
    "source": _source_columns,
    "actor": _actor_columns,
    "event": _event_columns,
    "claim": _claim_columns,
    "contradiction": _contradiction_columns,
    "counter-accusation": _pair_columns,
}
_PART_COLUMNS: Mapping[str, Callable[[Document, Document], Row]] = {
    "statement": _statement_columns,
    "assessment": _assessment_columns,
}
_FACETS: Mapping[str, Callable[[Document], list[str]]] = {
    "claim": _claim_facets,
    "source": _source_facets,
    "contradiction": _pair_facets,
    "counter-accusation": _pair_facets,
}
