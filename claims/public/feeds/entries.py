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

from claims.public.feeds.atom import Entry, tag
from claims.public.pages import rows
from claims.public.pages.claim import claim_view
from claims.public.pages.entries import ADDRESSES, Change
from claims.public.pages.standings import title_of as claim_title
from claims.public.pages.words import Document, attribution, capital

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


def withdrawn_entry(change: Change) -> Entry:
    """What a list tells of a record that it held: an entry with the record's id, so that readers replace theirs."""
    return replace(change_entry(change), id=record_id(change.type, change.key))


def change_entry(change: Change) -> Entry:
    """What was done to a record, and why; and what it made of it, where that is what is public now.

    Of an older version the title alone is told, and of a pair not even that: what else it shows may have been
    withdrawn since.
    """
    document = change.document
    if document and not change.current and "claims" in document:
        document = None
    what = f"{_words(change.type)} {change.slug}".strip()
    title = title_of(document) if document else what
    made = document if change.readable and change.current else None
    return Entry(
        id=tag(f"ledger/{change.seq}"),
        title=f"{ACTIONS.get(change.action, capital(change.action))}: {title}",
        url=_change_path(change, document),
        updated=change.at,
        published=change.at,
        content=_change_content(change, made, what),
        categories=[change.action],
    )


def _change_content(change: Change, document: Document | None, what: str) -> str:
    context = {
        "action": ACTIONS.get(change.action, change.action),
        "what": what,
        "reason": change.reason,
        "survivor": change.survivor and settings.SITE_URL + change.survivor,
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


def _change_path(change: Change, document: Document | None) -> str:
    if document and "claims" in document:
        return f"/claims/{document['claims'][0]['id']}/#{document['type'].replace('contradiction', 'contradictions')}"
    if change.type not in ADDRESSES or not change.slug:
        return "/changes/"
    if change.type == "claim":
        return change.path + (f"versions/{change.version}/" if document and change.readable else "history/")
    return change.path


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
