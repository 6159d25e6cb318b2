"""A claim as an item of ninjs 3.1 (IPTC's News in JSON), for systems that take news items.

Pure. Headline and body name who claims and who denies; neither is ever the bare assertion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from claims.public.jsonld.claims import statement_name
from claims.public.jsonld.words import address, language
from claims.public.pages.words import attribution_of

Document = dict[str, Any]

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
PLAIN = "text/plain"


def item(claim: Document) -> Document:
    """What ninjs has a word for; what the claim does not say is left out."""
    who = attribution_of(claim)
    headline = claim["question"] or claim["text"]
    label = claim["standing"]["label"]
    found = {
        "uri": address("claim", claim["id"]),
        "type": "text",
        "profile": "factreg-claim",
        "standard": STANDARD,
        "version": str(claim["version"]),
        "firstCreated": claim["published_at"],
        "versionCreated": claim["updated_at"],
        "pubStatus": "usable",
        "language": language(claim["language"]),
        "headlines": [_text("main", f"{who} — {headline}" if who else headline)],
        "descriptions": [_text("standing", label)] if label else [],
        "bodies": [_text("main", "\n\n".join(_paragraphs(claim)))],
        "people": list(_speakers(claim, people=True)),
        "organisations": list(_speakers(claim, people=False)),
        "events": [_named("event", claim["event"], rel="about")],
        "subjects": [
            {"name": claim["kind"], "rel": "kind"},
            {"name": claim["standing"]["value"], "rel": "standing"},
            *(_named("actor", actor, rel=f"about, as {actor['as']}") for actor in claim["about"]),
        ],
        "infoSources": [_named("source", source) for source in _sources(claim)],
        "altIds": [{"role": "id", "value": claim["id"]}, {"role": "key", "value": claim["key"]}],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _text(role: str, value: str) -> Document:
    return {"role": role, "contentType": PLAIN, "value": value}


def _paragraphs(claim: Document) -> Iterator[str]:
    yield f"The claim: {claim['text']}"
    yield claim["standing"]["label"]
    for statement in claim["statements"]:
        quote = f": “{statement['quote']}”" if statement["quote"] else ""
        still = "" if statement["stands"] else " (no longer stands)"
        yield f"{statement_name(statement)}{still}{quote} [{_source_words(statement)}]"
    yield from (f"Note: {note}" for note in (claim["note"],) if note)


def _source_words(statement: Document) -> str:
    source = statement["source"]
    publisher = source["publisher"] or {}
    words = (publisher.get("name"), source["title"] or source["id"], statement["said"] or source["published"])
    return ", ".join(word for word in words if word)


def _speakers(claim: Document, *, people: bool) -> Iterator[Document]:
    """Who makes statements, each with each of its stances once."""
    seen = set()
    for statement in claim["statements"]:
        actor = statement["actor"]
        named = (actor["id"], statement["stance"])
        if (actor["kind"] == "person") is people and named not in seen:
            seen.add(named)
            yield _named("actor", actor, rel=statement["stance"])


def _sources(claim: Document) -> Iterable[Document]:
    return {statement["source"]["id"]: statement["source"] for statement in claim["statements"]}.values()


def _named(type_: str, reference: Document, **more: str) -> Document:
    name = reference.get("name") or reference.get("title") or reference["id"]
    return {"name": name, "uri": address(type_, reference["id"]), **more}
