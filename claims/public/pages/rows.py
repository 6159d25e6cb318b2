"""How records look in lists: a stored document (or piece) to the few words of one row. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from claims.public.pages.words import (
    Document,
    attribution,
    attribution_of,
    capital,
    date_words,
    elements_words,
    lang,
    standing_word,
)
from claims.vocabulary import ActorKind, Stance
from sources.vocabulary import PublisherKind, SourceKind

Row = dict[str, Any]

_ACTOR_KINDS = {kind.value: str(kind.label) for kind in ActorKind}
_SOURCE_KINDS = {kind.value: str(kind.label) for kind in SourceKind}
_PUBLISHER_KINDS = {kind.value: str(kind.label) for kind in PublisherKind}
_STANCES = {stance.value: str(stance.label) for stance in Stance}


def documents(texts: Iterable[str | bytes]) -> list[Document]:
    return [orjson.loads(text) for text in texts]


def kind_words(type_: str, kind: str | None) -> str:
    """The label of a kind of actor, source or publisher."""
    labels = {"actor": _ACTOR_KINDS, "source": _SOURCE_KINDS, "publisher": _PUBLISHER_KINDS}
    return labels.get(type_, {}).get(kind or "", kind or "")


def claim_row(claim: Document) -> Row:
    """A claim with who says what of it, never its bare text."""
    standing = claim["standing"]
    event = claim["event"]
    return {
        "id": claim["id"],
        "url": f"/claims/{claim['id']}/",
        "heading": claim["question"] or claim["text"],
        "text": claim["text"] if claim["question"] else "",
        "lang": lang(claim["language"]),
        "standing": standing["value"],
        "standing_word": capital(standing_word(standing["value"])),
        "label": attribution_of(claim),
        "event": event["title"] or event["id"],
        "event_id": event["id"],
        "as_of": date_words(standing["as_of"]),
    }


def statement_row(statement: Document) -> Row:
    """A statement as an actor's page lists it: with the claim it is about and that claim's standing."""
    claim, source = statement["claim"], statement["source"]
    said, published = date_words(statement["said"]), date_words(source["published"])
    return {
        "url": statement["url"],
        "heading": claim["question"] or claim["text"] or claim["id"],
        "standing_word": capital(standing_word(claim["standing"])),
        "label": attribution(claim["standing"], claim["label"], claim["asserted_by"]),
        "actor": statement["actor"]["name"] or statement["actor"]["id"],
        "actor_id": statement["actor"]["id"],
        "stance": statement["stance"],
        "quote": statement["quote"],
        "quote_lang": lang(statement["quote_language"]),
        "stance_word": _STANCES.get(statement["stance"], statement["stance"]),
        "elements": elements_words(statement["elements"]),
        "stands": statement["stands"],
        "when": f"said {said}" if said else f"reported {published}" if published else "",
        "source": source["title"] or source["id"],
        "source_id": source["id"],
    }


def event_row(event: Document) -> Row:
    return {
        "url": f"/events/{event['id']}/",
        "heading": event["title"],
        "notes": [date_words(event["occurred"]), place_words(event["place"])],
    }


def actor_row(actor: Document) -> Row:
    party = actor["party"]
    speaks_for = party["name"] if party and party["id"] != actor["id"] else ""
    kind = capital(kind_words("actor", actor["kind"]))
    return {
        "url": f"/actors/{actor['id']}/",
        "heading": actor["name"],
        "notes": [actor["role"] or kind, f"speaks for {speaks_for}" if speaks_for else ""],
    }


def source_row(source: Document) -> Row:
    publisher = source["publisher"]
    return {
        "url": f"/sources/{source['id']}/",
        "heading": source["title"],
        "lang": lang(source["language"]),
        "notes": [
            (publisher["name"] or publisher["id"]) if publisher else "",
            kind_words("source", source["kind"]),
            date_words(source["published"]),
        ],
    }


def publisher_row(publisher: Document) -> Row:
    return {
        "url": f"/publishers/{publisher['id']}/",
        "heading": publisher["name"],
        "notes": [kind_words("publisher", publisher["kind"]), publisher["country"] or ""],
    }


def place_words(place: Document | None) -> str:
    """All names of a place, none preferred."""
    if not place:
        return ""
    return " / ".join(dict.fromkeys(name["name"] for name in place["names"])) or place["id"]
