"""A record's own part: what it says itself, with others named by their slugs alone.

Frozen from the editorial rows when the record is published (`freeze`), and read back from a published document
(`own_part`), so that a document can be composed anew without a look at anybody's unpublished edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Own = dict[str, Any]

# Fields that stand in the document as they stand in the own part.
PLAIN: Mapping[str, tuple[str, ...]] = {
    "publisher": ("name", "kind", "country", "homepage"),
    "source": ("title", "kind", "url", "archive_url", "published", "dateline", "retrieved_at", "language"),
    "actor": ("name", "kind", "role", "country", "aliases"),
    "event": ("title", "occurred", "place"),
    "claim": ("text", "question", "language", "kind", "note", "occurred"),
    "contradiction": ("kind", "element", "reason"),
    "counter-accusation": ("reason",),
}
# `url` is the path of a document's own page: what a source has under that name is called otherwise there.
IN_DOCUMENTS: Mapping[str, str] = {"url": "source_url"}
# Fields that hold one reference: its slug in the own part, {id, ...} in the document.
REFERENCES: Mapping[str, Mapping[str, str]] = {
    "publisher": {},
    "source": {"publisher": "publisher", "derived_from": "source"},
    "actor": {"part_of": "actor", "speaks_for": "actor", "publisher": "publisher"},
    "event": {"part_of": "event"},
    "claim": {"event": "event"},
    "contradiction": {},
    "counter-accusation": {},
}
FIGURE = (
    "measure",
    "population",
    "area",
    "low",
    "high",
    "quantifier",
    "as_worded",
    "basis",
    "counted_from",
    "as_of",
)
STATEMENT = (
    "number",
    "stance",
    "elements",
    "said",
    "quote",
    "quote_language",
    "quote_wording",
    "quote_translation",
    "passage",
    "passage_language",
    "passage_wording",
    "passage_translation",
    "locator",
)
ASSESSMENT = ("number", "rating", "scale", "summary", "url", "rated")
ALL_SIDES = "all"


def own_part(document: Mapping[str, Any]) -> Own:
    """The own part that a published document was composed from."""
    type_ = document["type"]
    # A document of an earlier time may lack what came later: absent means null.
    own = {name: document.get(IN_DOCUMENTS.get(name, name)) for name in PLAIN[type_]}
    own |= {name: _id(document[name]) for name in REFERENCES[type_]}
    if read := _PARTS.get(type_):
        own |= read(document)
    return own


def _claim_parts(document: Mapping[str, Any]) -> Own:
    figure = document["figure"]
    return {
        "about": [{"actor": about["id"], "as": about["as"]} for about in document["about"]],
        "rests_on": [claim["id"] for claim in document["rests_on"]],
        "figure": figure and {**{name: figure[name] for name in FIGURE}, "side": _id(figure["side"])},
        "statements": [
            {
                **{name: statement[name] for name in STATEMENT},
                "actor": statement["actor"]["id"],
                "source": statement["source"]["id"],
                "primary_source": _id(statement["primary_source"]),
            }
            for statement in sorted(document["statements"], key=lambda statement: statement["number"])
        ],
        "response_searches": [{**search, "actor": search["actor"]["id"]} for search in document["response_searches"]],
        "assessments": [
            {
                **{name: assessment[name] for name in ASSESSMENT},
                "organisation": assessment["organisation"]["id"],
            }
            for assessment in document["assessments"]
        ],
    }


def _pair_parts(document: Mapping[str, Any]) -> Own:
    return {"claims": [claim["id"] for claim in document["claims"]]}


_PARTS: Mapping[str, Callable[[Mapping[str, Any]], Own]] = {
    "claim": _claim_parts,
    "contradiction": _pair_parts,
    "counter-accusation": _pair_parts,
}


def _id(reference: Mapping[str, Any] | None) -> str | None:
    return reference["id"] if reference else None


def nothing_of(type: str) -> Own:  # noqa: A002 - the ledger's word
    """The own part of a record that was erased: it says nothing and names nobody."""
    lists = {"actor": ("aliases",), "claim": _LISTS}.get(type, ("claims",) if "reason" in PLAIN[type] else ())
    fields = (*PLAIN[type], *REFERENCES[type], *(("figure",) if type == "claim" else ()))
    return {**dict.fromkeys(fields), **{name: [] for name in lists}}


_LISTS = ("about", "rests_on", "statements", "response_searches", "assessments")


def named_by(type: str, own: Own) -> Iterable[tuple[str, str]]:  # noqa: A002 - the ledger's word
    """(type, slug) of every record that an own part names, itself not included."""
    for field, of in REFERENCES[type].items():
        if own[field]:
            yield of, own[field]
    if type == "claim":
        yield from _named_by_claim(own)
    if "claims" in own:
        yield from (("claim", slug) for slug in own["claims"])


def _named_by_claim(own: Own) -> Iterable[tuple[str, str]]:
    yield from (("actor", about["actor"]) for about in own["about"])
    yield from (("claim", slug) for slug in own["rests_on"])
    if own["figure"] and own["figure"]["side"] not in (None, ALL_SIDES):
        yield "actor", own["figure"]["side"]
    for statement in own["statements"]:
        yield "actor", statement["actor"]
        yield "source", statement["source"]
        if statement["primary_source"]:
            yield "source", statement["primary_source"]
    yield from (("actor", search["actor"]) for search in own["response_searches"])
    yield from (("publisher", assessment["organisation"]) for assessment in own["assessments"])
