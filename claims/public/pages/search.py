"""Search: the best matches among claims, events, actors, sources and publishers, each with a way to all of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.public.lists import Listing
from claims.public.pages import errors, rows
from claims.public.pages.asking import asked_in, known_parameters
from claims.public.pages.known import AS_OF
from claims.public.pages.lists import LISTS
from claims.public.pages.serving import rendered, serve
from claims.public.reading import Snapshot
from factreg.pagination import PageRequest
from factreg.parameters import Parameters, single, written
from factreg.problems import Problem

# (list, how many of its best matches are shown), in the order of the page.
SHOWN = (("claims", 20), ("events", 5), ("actors", 5), ("sources", 5), ("publishers", 5))


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    try:
        parameters = known_parameters(request, ["q", AS_OF])
        asked = asked_in(parameters)
        words = single(parameters, "q")
    except Problem as problem:
        return errors.malformed("/search/", problem.detail)

    def render() -> str | HttpResponse:
        try:
            sections = _sections(parameters, asked.at) if words else []
        except Problem as problem:
            return errors.malformed("/search/", problem.detail)
        return _html(words or "", parameters, sections)

    return serve(request, identity=("search", words, *asked.identity), render=render, asked=asked)


def _sections(parameters: Parameters, at: Snapshot) -> list[dict[str, Any]]:
    """What each list finds. One query a list."""
    found = []
    for name, shown in SHOWN:
        asked = {**parameters, "ordering": ["relevance"], "page_size": [str(shown)]}
        resource = LISTS[name].resource
        request = PageRequest.read(asked, path=f"/{name}/", orders=resource.orders)
        page = Listing.read(resource, asked, at=at).page(request)
        if page.rows:
            more = f"/{name}/?{written(parameters, ordering='relevance')}" if page.next else ""
            found.append(
                {
                    "id": name,
                    "title": LISTS[name].title,
                    "kind": LISTS[name].kind,
                    "rows": [LISTS[name].row(document) for document in rows.documents(page.documents)],
                    "more": more,
                }
            )
    return found


def _html(words: str, parameters: Parameters, sections: list[dict[str, Any]]) -> str:
    query = written(parameters, as_of=None)
    page = {
        "title": f"Search: {words}" if words else "Search",
        "description": "Search claims, events, actors and sources.",
        "canonical": f"/search/?{query}" if query else "/search/",
        "robots": "noindex, follow",
        "section": "search",
    }
    return rendered("public/search.html", page, words=words, sections=sections)
