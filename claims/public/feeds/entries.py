"""Documents and entries of the ledger as entries of a feed: titles name the parties, contents carry every side.

Pure. What may no longer be read comes without its words: address, action and reason are all that is told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from claims.ledger.published import PublishedEntry
from claims.public.feeds.atom import Entry, tag
from claims.public.pages import rows
from claims.public.pages.claim import claim_view
from claims.public.pages.standings import title_of as claim_title
from claims.public.pages.words import Document, attribution, capital

ADDRESSES = {"claim": "claims", "event": "events", "actor": "actors", "source": "sources", "publisher": "publishers"}
# What an action is called at the head of a title. Entries with another are told by the machine feed alone.
ACTIONS = {
    "published": "New",
    "updated": "Changed",
    "withdrawn": "Withdrawn",
    "restored": "Public again",
    "quarantined": "Taken out of view",
    "merged": "Merged",
    "erased": "Versions destroyed",
}


def record_entry(document: Document) -> Entry:
    """A record as it is now."""
    return Entry(
        id=record_id(document["type"], document["key"]),
        title=title_of(document),
        url=_path(document["type"], document["id"]),
        updated=datetime.fromisoformat(document["updated_at"]),
        published=datetime.fromisoformat(document["published_at"]),
        content=_content(document),
        categories=[document["standing"]["value"]] if document["type"] == "claim" else [],
    )


def record_id(type_: str, key: object) -> str:
    """The id of a record's entry, whatever its address and version are."""
    return tag(f"{type_}/{key}")


def withdrawn_entry(entry: PublishedEntry) -> Entry:
    """What a list tells of a record that it held: an entry with the record's id, so that readers replace theirs."""
    return replace(change_entry(entry, None, current=False), id=record_id(entry.type, entry.key))


def change_entry(entry: PublishedEntry, document: Document | None, current: bool) -> Entry:
    """What was done to a record, and why. `document`: its version then, if that may be read now.

    Of a version that is no longer `current` the title alone is told, and of a pair not even that: what else it shows
    may have been withdrawn since.
    """
    if document and not current and "claims" in document:
        document = None
    what = f"{_words(entry.type)} {entry.slug or ''}".strip()
    title = title_of(document) if document else what
    return Entry(
        id=tag(f"ledger/{entry.seq}"),
        title=f"{ACTIONS.get(entry.action, capital(entry.action))}: {title}",
        url=_change_path(entry, document),
        updated=entry.at,
        published=entry.at,
        content=_change_content(entry, document if current else None, what),
        categories=[entry.action],
    )


def _change_content(entry: PublishedEntry, document: Document | None, what: str) -> str:
    survivor = f"/{ADDRESSES[entry.type]}/{entry.merged_into}/" if entry.merged_into else ""
    context = {
        "action": ACTIONS.get(entry.action, entry.action),
        "what": what,
        "reason": entry.reason,
        "survivor": survivor and settings.SITE_URL + survivor,
        "content": _content(document) if document else "",
    }
    return render_to_string("feeds/change.html", context)


def title_of(document: Document) -> str:
    """A title that names the parties, never the bare assertion."""
    if document["type"] == "claim":
        return claim_title(document)
    if "claims" in document:
        first, second = (_named(claim) for claim in document["claims"])
        return f"{capital(_words(document['type']))}: {first} / {second}"
    name: str = document.get("title") or document.get("name") or document["id"]
    return name


def _named(claim: Document) -> str:
    """A claim as a pair shows it, with who says what of it."""
    label = attribution(claim["standing"], claim["label"], claim["asserted_by"])
    return f"{label or 'no longer public'} — {claim['question'] or claim['text'] or claim['id']}"


def _words(type_: str) -> str:
    return type_.replace("-", " ")


def _path(type_: str, slug: str) -> str:
    return f"/{ADDRESSES[type_]}/{slug}/"


def _change_path(entry: PublishedEntry, document: Document | None) -> str:
    if document and "claims" in document:
        return f"/claims/{document['claims'][0]['id']}/#{document['type'].replace('contradiction', 'contradictions')}"
    if entry.type not in ADDRESSES or not entry.slug:
        return "/changes/"
    if entry.type == "claim":
        at_that_time = f"versions/{entry.version}/" if document else "history/"
        return _path(entry.type, entry.slug) + at_that_time
    return _path(entry.type, entry.slug)


def _content(document: Document) -> str:
    if document["type"] == "claim":
        return render_to_string("feeds/claim.html", {"site_url": settings.SITE_URL, **claim_view(document)})
    if "claims" in document:
        pairs = [(f"{settings.SITE_URL}/claims/{claim['id']}/", _named(claim)) for claim in document["claims"]]
        return render_to_string("feeds/pair.html", {"pair": document, "claims": pairs})
    row = _ROWS[document["type"]](document)
    context = {"row": row, "url": settings.SITE_URL + row["url"], "outside": _outside(document)}
    return render_to_string("feeds/record.html", context)


def _outside(document: Document) -> list[tuple[str, str]]:
    """The addresses elsewhere that a record is of."""
    named = (("source_url", "Original"), ("archive_url", "Archived copy"), ("homepage", "Homepage"))
    return [(document[field], name) for field, name in named if document.get(field)]


_ROWS: Mapping[str, Callable[[Document], dict[str, Any]]] = {
    "event": rows.event_row,
    "actor": rows.actor_row,
    "source": rows.source_row,
    "publisher": rows.publisher_row,
}
