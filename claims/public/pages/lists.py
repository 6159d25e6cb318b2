"""Lists with the filters of the API: a form, facets with counts, chips, and the same rows as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.public import facet_counts
from claims.public.facet_counts import Counts
from claims.public.lists import Listing, pinned
from claims.public.pages import errors, facet_links, filter_form, rows
from claims.public.pages.asking import asked_in, known_parameters
from claims.public.pages.facet_links import number_words
from claims.public.pages.filter_form import Option
from claims.public.pages.languages import here
from claims.public.pages.list_pages import LISTS, ListPage
from claims.public.pages.names import Names
from claims.public.pages.serving import rendered, serve
from claims.public.reading import Snapshot
from factreg.pagination import Page, PageRequest
from factreg.parameters import Parameters, written
from factreg.problems import Problem

# Chips that a list's title can hold and still be read.
IN_TITLE = 3


@require_safe
def list_page(request: HttpRequest, name: str) -> HttpResponse:
    shown = LISTS[name]
    try:
        parameters = known_parameters(request, shown.parameters)
        asked = asked_in(parameters)
    except Problem as problem:
        return errors.malformed(here(shown.path), problem.detail)

    def render() -> str | HttpResponse:
        try:
            return _list_page(shown, parameters, asked.at)
        except Problem as problem:
            return errors.malformed(here(shown.path), problem.detail)

    identity = (shown.path, written(parameters), *asked.identity)
    return serve(request, identity=identity, render=render, asked=asked)


def listing_of(shown: ListPage, parameters: Parameters, at: Snapshot) -> tuple[PageRequest, Listing]:
    """The page that is asked for and its list, in the state that its cursor names. Cursors fit all formats."""
    asked = PageRequest.read(parameters, path=shown.path, orders=shown.resource.orders)
    return asked, Listing.read(shown.resource, parameters, at=pinned(at, asked))


def _list_page(shown: ListPage, parameters: Parameters, at: Snapshot) -> str | HttpResponse:
    asked, listing = listing_of(shown, parameters, at)
    found = listing.page(asked)
    counted = facet_counts.counts(listing)
    names = Names.of(facet_links.named_in(listing, counted), listing.at)
    path = here(shown.path)
    chips = filter_form.chips(shown.resource, parameters, names, path)
    fields = filter_form.filter_fields(shown.resource, parameters)
    html = rendered(
        "public/list.html",
        _head(shown, parameters, chips),
        kind=shown.kind,
        intro=shown.intro,
        path=path,
        rows=shown.rows_of(rows.documents(found.documents), listing.at),
        results_title=shown.number(counted.total) if counted.whole else shown.title,
        facets=facet_links.groups(listing, counted, names, path),
        facets_note=_note(counted),
        nothing=_nothing(shown, listing, chips) if not found.documents else {},
        fields=fields,
        orders=filter_form.orders(shown.resource),
        hidden=_hidden(parameters),
        asked={name: values[0] for name, values in parameters.items()},
        searchable="q" in shown.resource.filters.base_filters,
        suggestions=filter_form.suggestions(fields, listing.at),
        chips=chips,
        **_pages(path, parameters, found),
        data=_data(shown, parameters),
    )
    # What could not be counted in time may be counted the next time: the page is kept nowhere.
    return html if counted.whole else HttpResponse(html, headers={"Cache-Control": "no-store"})


def _head(shown: ListPage, parameters: Parameters, chips: Sequence[Option]) -> dict[str, Any]:
    query = written(parameters, cursor=None, page_size=None, count=None, as_of=None)
    chosen = "; ".join(_chip_words(chip) for chip in chips[:IN_TITLE])
    return {
        "title": f"{shown.title} — {chosen}" if chosen else str(shown.title),
        "heading": str(shown.title),
        "description": str(shown.intro),
        "canonical": f"{shown.path}?{query}" if query else shown.path,
        "robots": "noindex, follow" if parameters else "index, follow",
        "section": shown.name,
        "json": _data_path(shown, "json", parameters),
    }


def _chip_words(chip: Option) -> str:
    return _("{filter}: {value}").format(filter=chip["label"], value=chip["value"])


def _note(counted: Counts) -> str:
    """What the numbers beside the facets are of."""
    if not counted.whole:
        return _("Counting took too long: the values are those of the newest entries, without numbers.")
    if counted.exact:
        return ""
    number = number_words(facet_counts.MOST_COUNTED)
    return _("Counted in the newest {number} only; “+” means that many or more.").format(number=number)


def _nothing(shown: ListPage, listing: Listing, chips: Sequence[Option]) -> dict[str, Any]:
    """What to say of a list without rows, and what each filter would leave if it were taken away."""
    if not chips:
        return {"sentence": _("There is nothing of this kind on record yet."), "ways": []}
    sentence = _("Nothing on record matches all of these filters.")
    counted = facet_counts.counts_without_each(listing)
    if counted is None:
        return {"sentence": sentence, "ways": [], "uncounted": True}
    ways = [
        {
            "words": _("Without “{filter}”").format(filter=_chip_words(chip)),
            "number": shown.number(counted[chip["parameter"]]),
            "url": chip["url"],
        }
        for chip in chips
        if counted.get(chip["parameter"]) and len(listing.parameters[chip["parameter"]]) == 1
    ]
    return {"sentence": sentence, "ways": ways}


def _hidden(parameters: Parameters) -> list[tuple[str, str]]:
    """What the short form of words and order hands on."""
    beside = ("q", "ordering", "cursor", "count")
    return [(name, value) for name, values in parameters.items() if name not in beside for value in values]


def _pages(path: str, parameters: Parameters, found: Page) -> dict[str, str]:
    cursors = {"next": found.next, "previous": found.previous}
    return {name: f"{path}?{written(parameters, cursor=cursor)}" if cursor else "" for name, cursor in cursors.items()}


def _data(shown: ListPage, parameters: Parameters) -> list[Option]:
    """The same list as data."""
    suffixes = {"csv": "CSV", "json": "JSON"} | ({"atom": "Atom"} if shown.has_feed else {})
    return [{"url": _data_path(shown, suffix, parameters), "name": name} for suffix, name in suffixes.items()]


def _data_path(shown: ListPage, suffix: str, parameters: Parameters) -> str:
    """A file holds the whole list, a page of JSON what the page shows."""
    query = written(parameters) if suffix == "json" else written(parameters, cursor=None, page_size=None, count=None)
    return f"/{shown.name}.{suffix}?{query}" if query else f"/{shown.name}.{suffix}"
