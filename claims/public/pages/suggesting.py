"""Suggestions while a reader types: names of actors, events, places, sources and publishers, and claims' questions."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.public import reading
from claims.public.pages.found_rows import row_of
from claims.public.pages.languages import here
from claims.public.pages.rows import place_words
from claims.public.pages.serving import serve
from claims.public.pages.standings import standing_words
from claims.public.pages.words import Document
from claims.public.searching.answering import Answer, answer
from claims.public.searching.finding import Hit, names_of
from factreg.filter_fields import LONGEST_QUERY
from factreg.marking import Marker
from factreg.search_terms import SHORTEST_BEGINNING
from factreg.text import fold

MOST = 8

Suggestion = dict[str, Any]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """`{"q": ..., "suggestions": [{"name", "url", "kind", "note"}]}`: what is public now, the best first."""
    words = request.GET.get("q", "")
    if len(fold(words)) > LONGEST_QUERY:
        return JsonResponse({"detail": f"q: is at most {LONGEST_QUERY} characters long."}, status=400)
    at = reading.snapshot()

    def render() -> str | HttpResponse:
        found = answer(words, at, some=False) if len(fold(words)) >= SHORTEST_BEGINNING else None
        made = orjson.dumps({"q": words, "suggestions": _suggested(found) if found else []})
        if found and found.slow:
            return HttpResponse(made, content_type="application/json", headers={"Cache-Control": "no-store"})
        return made.decode()

    return serve(request, identity=("suggestions", words, at.position), render=render, content_type="application/json")


def _suggested(found: Answer) -> list[Suggestion]:
    """Records whose names hold what was typed, not those that only tell of it; and places."""
    marker = found.marker()
    suggested: dict[str, Suggestion] = {}
    for hit in found.hits:
        if hit.type == "event" and (place := _place(hit.document["place"], marker)):
            suggested.setdefault(place["url"], place)
        if any(marker.holds(name) for name in names_of(hit.type, hit.document)):
            record = _record(hit, marker)
            suggested.setdefault(record["url"], record)
    return list(suggested.values())[:MOST]


def _record(hit: Hit, marker: Marker) -> Suggestion:
    row = row_of(hit, marker)
    name, *others = [name for name in names_of(hit.type, hit.document) if name]
    if hit.type == "claim":
        note = standing_words(hit.document).lede
    else:
        note = "" if marker.holds(name) else next((other for other in others if marker.holds(other)), "")
    return {"name": name, "url": row["url"], "kind": str(row["type_word"]), "note": note}


def _place(place: Document | None, marker: Marker) -> Suggestion | None:
    """A place that goes by what was typed, with the claims on what happened there."""
    if not place or not any(marker.holds(name["name"]) for name in place["names"]):
        return None
    url = here(f"/claims/?place={place['id']}")
    return {"name": place_words(place), "url": url, "kind": _("Place"), "note": _("Claims on what happened there")}
