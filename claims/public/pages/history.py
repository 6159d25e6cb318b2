"""A claim's history: every published version and why it came to be; and each version at an address of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedClaim, PublishedEntry, PublishedRecord
from claims.public import reading
from claims.public.pages import errors
from claims.public.pages.records import CLAIM, absent, claim_html
from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import attribution_of, capital, moment_words

NEWEST = 500

_ACTIONS = {
    "published": "Published",
    "updated": "Changed",
    "withdrawn": "Withdrawn",
    "restored": "Public again",
    "quarantined": "Taken out of view",
    "merged": "Merged into another claim",
    "erased": "Versions destroyed",
    "reformatted": "Same content, newer format",
}


@require_safe
def history_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The entries of the ledger on a claim, newest first. Those that only follow another record's change say so."""
    known = reading.record("claim", slug)
    if known is None:
        return errors.not_found()

    def render() -> str:
        entries = list(PublishedEntry.objects.using("public").filter(key=known.key).order_by("-seq")[:NEWEST])
        titles = _titles(known.key, slug)
        rows = [_entry_row(entry, titles, slug) for entry in entries]
        latest = next((row["title"] for row in rows if row["title"]), slug)
        page = {
            "title": f"History — {latest}",
            "description": f"Every published version of this claim, what was done and why: {latest}",
            "canonical": f"/claims/{slug}/history/",
            "section": "claims",
            "robots": "noindex, follow",
        }
        public = known.public_state == "published"
        return rendered("public/history.html", page, rows=rows, slug=slug, public=public)

    return serve(request, identity=("history", known.key, reading.head()), render=render)


def _titles(key: UUID, slug: str) -> dict[int, str]:
    """What each version that may be read was titled."""
    versions = PublishedClaim.objects.using("public").filter(key=key, document__isnull=False)
    found = versions.order_by("-seq").values_list("seq", "document")[:NEWEST]
    return {seq: _title(orjson.loads(document or "")) for seq, document in found}


def _title(claim: dict[str, Any]) -> str:
    return f"{attribution_of(claim)} — {claim['question'] or claim['text']}"


def _entry_row(entry: PublishedEntry, titles: dict[int, str], slug: str) -> dict[str, Any]:
    followed = entry.cause is not None
    return {
        "action": "Follows a change of a record that it shows" if followed else _words(entry.action),
        "followed": followed,
        "at": moment_words(entry.at.isoformat()),
        "datetime": entry.at.isoformat(timespec="seconds"),
        "reason": entry.reason,
        "merged_into": entry.merged_into,
        "version": entry.version,
        "title": titles.get(entry.seq, ""),
        "url": f"/claims/{slug}/versions/{entry.version}/" if entry.seq in titles else "",
    }


def _words(action: str) -> str:
    return _ACTIONS.get(action, capital(action))


@require_safe
def version_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version as it was published, for as long as it may be read."""
    known = reading.record("claim", slug)
    if known is None:
        return errors.not_found()
    found = (
        PublishedClaim.objects.using("public")
        .filter(key=known.key, version=number, document__isnull=False)
        .order_by("-seq")
        .values_list("document", "to_seq")
        .first()
    )
    if found is None:
        return _unreadable(known, slug, number)
    document, until = found

    def render() -> str:
        return claim_html(
            orjson.loads(document or ""),
            version_note=_note(known, number, current=until is None),
            page={
                "canonical": f"/claims/{slug}/versions/{number}/",
                "robots": "noindex, follow",
                "json": "",
            },
        )

    identity = ("version", known.key, number, known.seq, until is None)
    return serve(request, identity=identity, render=render)


def _note(known: PublishedRecord, number: int, *, current: bool) -> str:
    if current:
        return f"Version {number}, the latest."
    note = f"Version {number}, which is no longer current."
    if known.public_state == "withdrawn":
        note += f" The claim has been withdrawn: {known.reason}" if known.reason else " The claim has been withdrawn."
    return note


def _unreadable(known: PublishedRecord, slug: str, number: int) -> HttpResponse:
    if 1 <= number <= known.version:
        links = [{"url": f"/claims/{slug}/history/", "name": "The claim's history"}]
        return errors.gone(sentences=["This version can't be read any more."], links=links)
    return errors.not_found() if known.public_state == "published" else absent(CLAIM, slug)
