"""How records look in lists: a stored document (or piece) to the few words of one row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from claims.public.pages.languages import here
from claims.public.pages.standings import standing_words
from claims.public.pages.words import (
    Document,
    attribution,
    attribution_of,
    capital,
    date_words,
    definition_of,
    elements_words,
    label_of,
    lang,
    standing_word,
)
from claims.vocabulary import ActorKind, ContradictionKind, Stance
from factreg.choices import DefinedChoices
from sources.vocabulary import PublisherKind, SourceKind

Row = dict[str, Any]

_KINDS: Mapping[str, type[DefinedChoices]] = {"actor": ActorKind, "source": SourceKind, "publisher": PublisherKind}


_DOES: Mapping[str, tuple[Any, Any]] = {
    Stance.ASSERTS: (gettext_lazy("asserts it"), gettext_lazy("asserts it as to {elements}")),
    Stance.DENIES: (gettext_lazy("denies it"), gettext_lazy("denies it as to {elements}")),
    Stance.DECLINES: (
        gettext_lazy("neither confirms nor denies it"),
        gettext_lazy("neither confirms nor denies it as to {elements}"),
    ),
    Stance.WITHDRAWS: (gettext_lazy("withdraws it"), gettext_lazy("withdraws it as to {elements}")),
}


def documents(texts: Iterable[str | bytes]) -> list[Document]:
    return [orjson.loads(text) for text in texts]


def kind_words(type_: str, kind: str | None) -> str:
    """The label of a kind of actor, source or publisher."""
    return label_of(_KINDS[type_], kind)


def claim_row(claim: Document) -> Row:
    """A claim with who says what of it, never its bare text."""
    standing = claim["standing"]
    event = claim["event"]
    return {
        "id": claim["id"],
        "url": here(f"/claims/{claim['id']}/"),
        "heading": claim["question"] or claim["text"],
        "text": claim["text"] if claim["question"] else "",
        "lang": lang(claim["language"]),
        "standing": standing["value"],
        "standing_word": capital(standing_word(standing["value"])),
        **_told(claim),
        "event": event["title"] or event["id"],
        "event_id": event["id"],
        "as_of": date_words(standing["as_of"]),
    }


def _told(claim: Document) -> Row:
    """Who says what of a claim, in the reader's language; `label_lang` where it is stored in another."""
    if get_language() == "en":
        return {"label": attribution_of(claim), "label_lang": ""}
    words = standing_words(claim)
    return {"label": words.lede, "label_lang": words.language}


def told_of(claim: Document) -> Row:
    """The same of a claim as other documents name it: with the label as it is stored, which is in English."""
    label = attribution(claim["standing"], claim["label"], claim["asserted_by"])
    return {"label": label, "label_lang": "" if get_language() == "en" else "en"}


def statement_row(statement: Document) -> Row:
    """A statement as an actor's page lists it: with the claim it is about and that claim's standing."""
    claim, source = statement["claim"], statement["source"]
    return {
        "url": here(statement["url"]),
        "heading": claim["question"] or claim["text"] or claim["id"],
        "standing_word": capital(standing_word(claim["standing"])),
        **told_of(claim),
        "actor": statement["actor"]["name"] or statement["actor"]["id"],
        "actor_id": statement["actor"]["id"],
        "stance": statement["stance"],
        "quote": statement["quote"],
        "quote_lang": lang(statement["quote_language"]),
        "stance_words": stance_words(statement),
        "stands": statement["stands"],
        "when": said_words(statement),
        "source": source["title"] or source["id"],
        "source_id": source["id"],
    }


def stance_words(statement: Document) -> str:
    """What a statement does to its claim: `denies it as to agent and means`."""
    elements = elements_words(statement["elements"])
    whole, part = _DOES.get(statement["stance"], (statement["stance"], "{elements}"))
    return str(part).format(elements=elements) if elements else str(whole)


def said_words(statement: Document) -> str:
    """When it was said, or else reported."""
    if said := date_words(statement["said"]):
        return _("said {date}").format(date=said)
    published = date_words(statement["source"]["published"])
    return _("reported {date}").format(date=published) if published else ""


def contradiction_row(pair: Document) -> Row:
    """Two claims that can't both be true, each with who says what of it."""
    return {
        "claims": [_joined_claim(claim) for claim in pair["claims"]],
        "kind": definition_of(ContradictionKind, pair["kind"]),
        "element": elements_words([pair["element"]]) if pair["element"] else "",
        "reason": pair["reason"],
    }


def _joined_claim(claim: Document) -> Row:
    return {
        "url": here(f"/claims/{claim['id']}/"),
        "heading": claim["question"] or claim["text"] or claim["id"],
        "standing_word": capital(standing_word(claim["standing"])),
        **told_of(claim),
    }


def event_row(event: Document) -> Row:
    return {
        "url": here(f"/events/{event['id']}/"),
        "heading": event["title"],
        "notes": [date_words(event["occurred"]), place_words(event["place"])],
    }


def actor_row(actor: Document) -> Row:
    party = actor["party"]
    party_name = (party["name"] or party["id"]) if party and party["id"] != actor["id"] else ""
    kind = capital(kind_words("actor", actor["kind"]))
    return {
        "url": here(f"/actors/{actor['id']}/"),
        "heading": actor["name"],
        "notes": [actor["role"] or kind, _("speaks for {party}").format(party=party_name) if party_name else ""],
    }


def source_row(source: Document) -> Row:
    publisher = source["publisher"]
    return {
        "url": here(f"/sources/{source['id']}/"),
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
        "url": here(f"/publishers/{publisher['id']}/"),
        "heading": publisher["name"],
        "notes": [kind_words("publisher", publisher["kind"]), publisher["country"] or ""],
    }


def place_words(place: Document | None) -> str:
    """All names of a place, none preferred."""
    if not place:
        return ""
    return " / ".join(dict.fromkeys(name["name"] for name in place["names"])) or place["id"]
