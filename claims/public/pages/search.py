"""Search: the best matches of all types, then more of each, with the words marked and what was ranked said in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims.public.pages import errors
from claims.public.pages.asking import asked_in, known_parameters
from claims.public.pages.found_rows import row_of
from claims.public.pages.known import AS_OF
from claims.public.pages.languages import here
from claims.public.pages.list_pages import LISTS
from claims.public.pages.serving import rendered, serve
from claims.public.searching.answering import Answer, answer
from claims.public.searching.finding import Hit
from factreg.filter_fields import LONGEST_QUERY
from factreg.marking import Marker
from factreg.parameters import Parameters, single, written
from factreg.problems import Problem, malformed
from factreg.text import fold

BEST = 5
# (list, type, how many of its best matches are shown besides), in the order of the page.
SHOWN = (
    ("claims", "claim", 15),
    ("events", "event", 5),
    ("actors", "actor", 5),
    ("sources", "source", 5),
    ("publishers", "publisher", 5),
)
_SPELLINGS = 6

_DESCRIPTION = gettext_lazy("Search claims, events, actors and sources.")

Page = dict[str, Any]


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    try:
        parameters = known_parameters(request, ["q", AS_OF])
        words = _words(parameters)
        asked = asked_in(parameters)
    except Problem as problem:
        return errors.malformed(here("/search/"), problem.detail)

    def render() -> str | HttpResponse:
        found = answer(words, asked.at) if words else None
        html = _html(words, parameters, found)
        # What was cut for want of time may be whole the next time: it is kept nowhere.
        return HttpResponse(html, headers={"Cache-Control": "no-store"}) if found and found.slow else html

    return serve(request, identity=("search", words, *asked.identity), render=render, asked=asked)


def _words(parameters: Parameters) -> str:
    words = single(parameters, "q") or ""
    if len(fold(words)) > LONGEST_QUERY:
        raise malformed("q", f"is at most {LONGEST_QUERY} characters long.")
    return words


def _html(words: str, parameters: Parameters, found: Answer | None) -> str:
    query = written({"q": [words]}) if words else ""
    page = {
        "title": _("Search: %(words)s") % {"words": words} if words else _("Search"),
        "description": _DESCRIPTION,
        "canonical": f"/search/?{query}" if query else "/search/",
        "robots": "noindex, follow",
        "section": "search",
    }
    shown = _shown(found, parameters) if found else {}
    return rendered("public/search.html", page, words=words, **shown)


def _shown(found: Answer, parameters: Parameters) -> Page:
    """What the page says of an answer."""
    marker = found.marker()
    best = [row_of(hit, marker) for hit in found.hits[:BEST]]
    sections = _sections(found, parameters, marker)
    return {
        "readable": bool(found.sought.wanted),
        "best": best,
        "sections": sections,
        "some": found.some,
        "cut": found.cut,
        "slow": found.slow,
        "mended": _mended(found, marker) if found.hits else [],
        "spellings": _spellings(found, marker),
        "exactly": _exactly(found, parameters),
        "elsewhere": [] if found.hits else _elsewhere(),
    }


def _sections(found: Answer, parameters: Parameters, marker: Marker) -> list[Page]:
    best = {id(hit) for hit in found.hits[:BEST]}
    sections = []
    for name, type_, most in SHOWN:
        of_type = found.found.get(type_)
        hits = [hit for hit in of_type.hits if id(hit) not in best] if of_type else []
        if not hits:
            continue
        more = len(hits) > most or (of_type and of_type.cut)
        address = f"/{name}/?{written(parameters, ordering='relevance')}"
        sections.append(
            {
                "id": name,
                "title": LISTS[name].title,
                "rows": _rows(hits[:most], marker),
                "more": here(address) if more and not found.some else "",
            }
        )
    return sections


def _rows(hits: Iterable[Hit], marker: Marker) -> list[Page]:
    return [row_of(hit, marker) for hit in hits]


def _mended(found: Answer, marker: Marker) -> list[Page]:
    """Each word that nothing on record is written like, with what was taken for it, as the hits write that."""
    mended = []
    for term in found.sought.wanted:
        instead = [marker.seen[word] for form in term.forms for word in form.words if word in marker.seen]
        if term.mended and instead:
            mended.append({"typed": " ".join(term.words), "instead": list(dict.fromkeys(instead))[:3]})
    return mended


def _spellings(found: Answer, marker: Marker) -> list[str]:
    """Other spellings of what was typed that the hits shown have, as they write them."""
    typed = {word for term in found.sought.wanted for word in term.words}
    beginnings = tuple(word for term in found.sought.wanted for form in term.forms if form.begun for word in form.words)
    others = {
        word
        for term in found.sought.wanted
        if not term.mended
        for form in term.forms
        if len(form.words) == 1
        for word in form.words
    }
    return [
        written
        for word, written in marker.seen.items()
        if word in others and word not in typed and not (beginnings and word.startswith(beginnings))
    ][:_SPELLINGS]


def _exactly(found: Answer, parameters: Parameters) -> str:
    """The address of the same search, each word as it was typed."""
    terms = found.sought.terms
    if all(term.quoted or term.excluded for term in terms):
        return ""
    parts = (f'{"-" if term.excluded else ""}"{" ".join(term.words)}"' for term in terms)
    return here(f"/search/?{written({**parameters, 'q': [' '.join(parts)]})}")


def _elsewhere() -> list[Page]:
    return [{"url": here(f"/{name}/"), "title": LISTS[name].title} for name, _, _ in SHOWN]


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """What a browser needs to offer this search from its address bar (OpenSearch 1.1)."""
    return serve(
        request,
        identity=("opensearch",),
        render=lambda: rendered("public/opensearch.xml", {"description": _DESCRIPTION}),
        content_type="application/opensearchdescription+xml",
    )
