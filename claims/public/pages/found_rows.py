"""A record that search found as a row: marked, with what of it holds the words where its heading does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.public.pages import rows
from claims.public.pages.words import Document, lang
from claims.public.searching.finding import Hit, names_of
from factreg.marking import Marker

Row = dict[str, Any]

TYPES = {
    "actor": _("Actor"),
    "claim": _("Claim"),
    "event": _("Event"),
    "publisher": _("Publisher"),
    "source": _("Source"),
}
_ROWS: Mapping[str, Callable[[Document], Row]] = {
    "actor": rows.actor_row,
    "claim": rows.claim_row,
    "event": rows.event_row,
    "publisher": rows.publisher_row,
    "source": rows.source_row,
}
_MOST_NAMES = 3


def row_of(hit: Hit, marker: Marker) -> Row:
    """The row of a list, its heading and notes marked, and an excerpt where the heading holds none of the words."""
    row = _ROWS[hit.type](hit.document)
    heading = row["heading"]
    row |= {
        "type": hit.type,
        "type_word": TYPES[hit.type],
        "heading": marker.mark(heading),
        "label": marker.mark(row.get("label", "")),
        "event": marker.mark(row.get("event", "")),
        "notes": [marker.mark(note) for note in row.get("notes", []) if note],
        "excerpt": None if marker.holds(heading) else _excerpt(hit, marker),
    }
    row["through"] = [] if row["excerpt"] or marker.holds(heading) else list(hit.through[:_MOST_NAMES])
    return row


def _excerpt(hit: Hit, marker: Marker) -> Row | None:
    """Where else the words are: another name, the claim's text, somebody's words, the note."""
    if hit.type == "claim":
        return _excerpt_of_claim(hit.document, marker)
    names = names_of(hit.type, hit.document)[1:]
    found = [name for name in names if marker.holds(name)][:_MOST_NAMES]
    return {"names": [marker.mark(name) for name in found]} if found else None


def _excerpt_of_claim(claim: Document, marker: Marker) -> Row | None:
    if text := marker.snippet(claim["text"]):
        return {"text": text, "lang": lang(claim["language"])}
    for statement in claim["statements"]:
        if statement["quote"] and (text := marker.snippet(statement["quote"])):
            actor = statement["actor"]
            return {
                "speaker": actor["name"] or actor["id"],
                "quote": text,
                "lang": lang(statement["quote_language"]),
            }
    if claim["note"] and (text := marker.snippet(claim["note"])):
        return {"text": text, "lang": lang("en")}
    return None
