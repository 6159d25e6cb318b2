"""Lists with the filters of the API as a plain form: disputes, claims, events, actors, sources, publishers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.public.lists import PAGING, Listing, pinned
from claims.public.pages import errors, filter_form, rows
from claims.public.pages.asking import asked_in, known_parameters
from claims.public.pages.disputes import with_folded
from claims.public.pages.rows import Row
from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import Document
from claims.public.reading import Snapshot
from claims.public.resources import RESOURCES, Resource
from factreg.pagination import PageRequest
from factreg.parameters import Parameters, written
from factreg.problems import Problem


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with a page: how its rows look, and its words. `row` makes one of each document, `rows` all at once."""

    name: str
    kind: str
    title: str
    intro: str
    row: Callable[[Document], Row]

    @property
    def resource(self) -> Resource:
        return RESOURCES[self.name]

    @property
    def parameters(self) -> list[str]:
        """All that it may be asked: the parameters of the API."""
        return [*self.resource.filters.names(), *PAGING, "as_of"]

    def rows_of(self, documents: Sequence[Document], at: Snapshot) -> list[Row]:
        if self.kind == "dispute":
            return with_folded(documents, at)
        return [self.row(document) for document in documents]


LISTS: Mapping[str, ListPage] = {
    page.name: page
    for page in (
        ListPage(
            "disputes",
            "dispute",
            "Disputes",
            "Claims that one party asserts and another denies or contradicts. Claims that stand or fall with another "
            "are shown with it.",
            rows.claim_row,
        ),
        ListPage(
            "claims",
            "claim",
            "Claims",
            "Every claim on record, each with who asserts it and who denies it.",
            rows.claim_row,
        ),
        ListPage("events", "plain", "Events", "What the claims are about.", rows.event_row),
        ListPage(
            "actors",
            "plain",
            "Actors",
            "Those who assert and deny, and those whom claims are about.",
            rows.actor_row,
        ),
        ListPage(
            "sources",
            "plain",
            "Sources",
            "The documents in which statements were read or first made.",
            rows.source_row,
        ),
        ListPage("publishers", "plain", "Publishers", "Who publishes the sources.", rows.publisher_row),
    )
}


@require_safe
def list_page(request: HttpRequest, name: str) -> HttpResponse:
    shown = LISTS[name]
    path = f"/{name}/"
    try:
        parameters = known_parameters(request, shown.parameters)
        asked = asked_in(parameters)
    except Problem as problem:
        return errors.malformed(path, problem.detail)

    def render() -> str | HttpResponse:
        try:
            return _list_html(shown, parameters, asked.at)
        except Problem as problem:
            return errors.malformed(path, problem.detail)

    identity = (path, written(parameters), *asked.identity)
    return serve(request, identity=identity, render=render, asked=asked)


def _list_html(shown: ListPage, parameters: Parameters, at: Snapshot) -> str:
    resource, path = shown.resource, f"/{shown.name}/"
    asked = PageRequest.read(parameters, path=path, orders=resource.orders)
    at = pinned(at, asked)
    found = Listing.read(resource, parameters, at=at).page(asked)
    fields = filter_form.filter_fields(resource, parameters)
    chips = filter_form.chips(fields, parameters, path)
    query = written(parameters, cursor=None, page_size=None, count=None)
    now = written(parameters, cursor=None, page_size=None, count=None, as_of=None)
    page = {
        "title": shown.title,
        "description": shown.intro,
        "canonical": f"{path}?{now}" if now else path,
        "robots": "noindex, follow" if parameters else "index, follow",
        "section": shown.name,
    }
    return rendered(
        "public/list.html",
        page,
        kind=shown.kind,
        intro=shown.intro,
        path=path,
        rows=shown.rows_of(rows.documents(found.documents), at),
        nothing=_nothing(shown, chips),
        results_title="Results" if chips else shown.title,
        fields=fields,
        suggestions=filter_form.suggestions(fields, at),
        chips=chips,
        open=False,
        next=_beside(path, parameters, found.next),
        previous=_beside(path, parameters, found.previous),
        data=_data(shown, query),
    )


def _nothing(shown: ListPage, chips: list[dict[str, str]]) -> str:
    if chips:
        return f"No {shown.name} match all of these filters. Take one away to see more."
    return f"There are no {shown.name} on record yet."


def _beside(path: str, parameters: Parameters, cursor: str | None) -> str:
    return f"{path}?{written(parameters, cursor=cursor)}" if cursor else ""


def _data(shown: ListPage, query: str) -> list[dict[str, str]]:
    """The same list as data."""
    tail = f"?{query}" if query else ""
    links = [{"url": f"/api/v1/{shown.name}/{tail}", "name": "This list as JSON"}]
    if shown.name == "claims":
        links.append({"url": f"/api/v1/claims.csv{tail}", "name": "All its rows as CSV"})
        links.append({"url": f"/api/v1/claims.jsonl{tail}", "name": "All its rows as JSON Lines"})
    return links
