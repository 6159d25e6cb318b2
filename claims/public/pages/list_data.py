"""The lists of the pages as data: `/claims.json`, `/claims.csv` with a page's query give that page's rows.

They take a query as pages do: what they don't know is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from claims.public.api.lists import envelope
from claims.public.exports import comma_separated
from claims.public.lists import snapshot_of
from claims.public.pages.asking import known_parameters
from claims.public.pages.list_pages import LISTS, ListPage
from claims.public.pages.lists import listing_of
from claims.public.reading import Snapshot
from factreg.downloads import place_for
from factreg.http import BRIEFLY, compressed, encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import Parameters, flag, written
from factreg.problems import Problem, add_headers
from factreg.rest import CROSS_ORIGIN

JSON = "application/json"


@require_safe
def list_json(request: HttpRequest, name: str) -> HttpResponseBase:
    """A page of the list in the API's frame: the rows that the page shows."""
    return _answer(request, LISTS[name], "json")


@require_safe
def list_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """All rows of the list, in the order of its pages."""
    return _answer(request, LISTS[name], "csv")


def _answer(request: HttpRequest, shown: ListPage, suffix: str) -> HttpResponseBase:
    try:
        parameters = known_parameters(request, shown.parameters)
        at = snapshot_of(parameters)
        encoding = encoding_for(request)
        tag = etag(shown.name, suffix, at.position, at.head, written(parameters), encoding=encoding)
        if is_current(request, tag):
            response: HttpResponseBase = not_modified(tag)
        elif suffix == "json":
            response = _json(request, shown, parameters, at, tag=tag, encoding=encoding)
        else:
            response = _csv(request, shown, parameters, at, tag=tag, encoding=encoding)
    except Problem as problem:
        response = problem.response()
    add_headers(response, CROSS_ORIGIN)
    return response


def _json(
    request: HttpRequest, shown: ListPage, parameters: Parameters, at: Snapshot, *, tag: str, encoding: str
) -> HttpResponse:
    asked, listing = listing_of(shown, parameters, at)
    page = listing.page(asked)
    count = listing.count(page.position) if flag(parameters, "count") else None
    address = f"{settings.SITE_URL}/{shown.name}.json"
    links = {
        relation: f"{address}?{written(parameters, cursor=cursor)}" if cursor else None
        for relation, cursor in (("next", page.next), ("prev", page.previous))
    }
    body = envelope(page.documents, links, position=page.position, count=count)
    return respond(request, body, content_type=JSON, tag=tag, encoding=encoding)


def _csv(
    request: HttpRequest, shown: ListPage, parameters: Parameters, at: Snapshot, *, tag: str, encoding: str
) -> StreamingHttpResponse:
    whole = {name: values for name, values in parameters.items() if name not in ("cursor", "page_size", "count")}
    asked, listing = listing_of(shown, whole, at)
    blocks: Iterator[bytes] = iter(())
    position = at.position
    if request.method != "HEAD":
        with place_for(request) as place:
            position, blocks = comma_separated(listing, safe=True, order=asked.order)
            blocks = place.give(compressed(blocks, encoding) if encoding else blocks)
    response = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    headers = {
        "Content-Disposition": f'attachment; filename="{shown.name}-{position}.csv"',
        "Ledger-Position": str(position),
        "ETag": tag,
        "Cache-Control": BRIEFLY,
        "Vary": "Accept-Encoding",
    }
    add_headers(response, headers | ({"Content-Encoding": encoding} if encoding else {}))
    return response
