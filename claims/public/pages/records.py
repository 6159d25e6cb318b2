"""The pages of records: what is at an address now, as HTML or as the stored document; or where it went.

A claim's page is its document, so key and version name it. The others also list what refers to them, so the ledger's
position does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
    Version,
)
from claims.public import reading
from claims.public.jsonld import data_block, summary
from claims.public.pages.absence import absent, absent_at, absent_then, notes_since
from claims.public.pages.actor import actor_context
from claims.public.pages.asking import asked_by, readable
from claims.public.pages.claim import claim_view
from claims.public.pages.event import event_context
from claims.public.pages.known import Asked
from claims.public.pages.latest import latest_entries
from claims.public.pages.moments import slider
from claims.public.pages.now import NOW, current_version, document_of
from claims.public.pages.publisher import publisher_context
from claims.public.pages.serving import rendered, serve
from claims.public.pages.source import source_context
from claims.public.pages.standings import standing_words
from claims.public.pages.use import use_of
from claims.public.pages.words import Document, moment_words
from claims.public.reading import Snapshot

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A type of record that has a page of its own. `address` is the first part of its path."""

    record_type: str
    address: str
    model: type[Version]
    context: Callable[[Document, Snapshot], dict[str, Any]] | None = None
    template: str = "public/entity.html"

    def path(self, slug: str) -> str:
        return f"/{self.address}/{slug}/"


CLAIM = RecordPage("claim", "claims", PublishedClaim)
PAGES: Mapping[str, RecordPage] = {
    "claims": CLAIM,
    "events": RecordPage("event", "events", PublishedEvent, event_context, "public/event.html"),
    "actors": RecordPage("actor", "actors", PublishedActor, actor_context),
    "sources": RecordPage("source", "sources", PublishedSource, source_context),
    "publishers": RecordPage("publisher", "publishers", PublishedPublisher, publisher_context),
}


@require_safe
@readable
def claim_page(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request, unless_told=NOW)
    if asked.as_of:
        return _page_then(request, CLAIM, slug, asked)
    current = current_version(PublishedClaim, slug)
    if current is None:
        return absent(CLAIM, slug)

    def render() -> str | HttpResponse:
        key, version = current
        found = document_of(PublishedClaim, key, version)
        if found is None:
            return claim_page(request, slug)
        document, position = found
        return claim_html(
            orjson.loads(document),
            position=position,
            slider=slider(key, CLAIM.path(slug), asked),
            history=latest_entries(key, slug),
        )

    return serve(request, identity=("claim", *current), render=render, record=f"claim/{slug}")


def claim_html(claim: Document, **context: Any) -> str:
    """A claim's page from its document alone. The title names the parties, never the bare assertion.

    `history` adds what was last done to it (`latest_entries`), `position` where it is in the public log.
    """
    words = standing_words(claim)
    view = claim_view(claim, words)
    title = f"{view['attribution']} — {view['heading']}"
    page = {
        "title": title,
        "description": view["label"],
        "canonical": f"/claims/{claim['id']}/",
        "json": f"/claims/{claim['id']}.json",
        "section": "claims",
        "image": f"/claims/{claim['id']}.png?v={claim['version']}",
        "data": data_block(summary(claim, words)),
        **context.pop("page", {}),
    }
    facts = [*view.pop("facts"), *record_facts(claim)]
    use = use_of(claim, title=title, site_url=settings.SITE_URL)
    return rendered("public/claim.html", page, facts=facts, use=use, **view, **context)


def page_of(document: Document) -> str:
    """The page of a record from its document; nothing for a pair, which has no page of its own.

    What refers to an event, actor, source or publisher is listed as it is public now.
    """
    if document["type"] == CLAIM.record_type:
        return claim_html(document)
    kind = next((kind for kind in PAGES.values() if kind.record_type == document["type"]), None)
    return "" if kind is None else html_of(kind, document, reading.snapshot())


@require_safe
@readable
def record_page(request: HttpRequest, address: str, slug: str) -> HttpResponse:
    """The page of an event, actor, source or publisher."""
    kind = PAGES[address]
    asked = asked_by(request)
    if asked.as_of:
        return _page_then(request, kind, slug, asked)

    def render() -> str | HttpResponse:
        found = reading.find(kind.model, slug, asked.at)
        return absent(kind, slug) if found is None else html_of(kind, orjson.loads(found.document), asked.at)

    return serve(request, identity=(address, slug, *asked.identity), render=render)


def _page_then(request: HttpRequest, kind: RecordPage, slug: str, asked: Asked) -> HttpResponse:
    """The page of a record as it was known at an earlier time, and what has become of it since."""

    def render() -> str | HttpResponse:
        found = reading.find(kind.model, slug, asked.at)
        if found is None:
            return absent_then(kind, slug, asked)
        document, notes = orjson.loads(found.document), notes_since(kind, slug)
        if kind is CLAIM:
            return claim_html(
                document, page={"notes": notes}, position=found.seq, slider=slider(found.key, kind.path(slug), asked)
            )
        return html_of(kind, document, asked.at, notes=notes)

    return serve(request, identity=(kind.address, slug, *asked.identity), render=render, asked=asked)


def html_of(kind: RecordPage, document: Document, at: Snapshot, *, position: int | None = None, **page: Any) -> str:
    """The page of a record from its document, with what refers to it in that state.

    `position`: of the entry that the document is of; a claim's page tells it.
    """
    if kind.context is None:
        return claim_html(document, page=page, position=position)
    return _record_html(kind, document, kind.context(document, at), page)


def _record_html(kind: RecordPage, document: Document, context: dict[str, Any], page: dict[str, Any]) -> str:
    json_path = f"/{kind.address}/{document['id']}.json"
    page = {
        "title": context["heading"],
        "description": context["description"],
        "canonical": kind.path(document["id"]),
        "json": json_path,
        "section": kind.address,
        **page,
    }
    actions = [*context.pop("actions"), {"url": json_path, "name": "This record as JSON"}]
    facts = record_facts(document)
    anything = any(section["rows"] for section in context.get("sections", ()))
    return rendered(kind.template, page, facts=facts, actions=actions, anything=anything, **context)


@require_safe
@readable
def record_json(request: HttpRequest, address: str, slug: str) -> HttpResponse:
    """The stored document, byte for byte, as it is or as it was known."""
    kind = PAGES[address]
    asked = asked_by(request, unless_told=NOW)
    found = reading.find(kind.model, slug, asked.at)
    if found is None:
        return absent_at(kind, slug, asked, suffix=".json")
    identity = (f"{kind.record_type}.json", found.key, found.version)
    response = serve(request, identity=identity, render=lambda: found.document, content_type=JSON)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def record_facts(document: Document) -> list[tuple[str, str]]:
    """When a record was published and last changed, and in which version it is shown."""
    facts = [
        (_("First published"), moment_words(document["published_at"])),
        (_("Last changed"), moment_words(document["updated_at"])),
        (_("Version"), str(document["version"])),
        (_("Public id"), document["id"]),
    ]
    if document.get("note"):
        facts.append((_("Note"), document["note"]))
    return facts
