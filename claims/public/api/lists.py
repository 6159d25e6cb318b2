"""Lists: a page as JSON, the whole of it in other formats. Documents go out as stored: they are joined, not parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.public import addresses
from claims.public.api.downloads import described_downloads, download, download_parameters
from claims.public.api.including import INCLUDE, REFERENCES, asked_in, included, then
from claims.public.api.moved import moved
from claims.public.api.operations import (
    fields_of,
    filters_of,
    in_path,
    include_of,
    operation,
    page_of_documents,
    paging_of,
)
from claims.public.api.selecting import FIELDS, Selection
from claims.public.api.views import JSON, ResourceView
from claims.public.describing import Schema
from claims.public.lists import PAGING, Listing, pinned, state_for
from claims.public.reading import PRESENT, Snapshot
from claims.public.resources import RESOURCES, Resource
from factreg import formats
from factreg.http import encoding_for, etag, is_current, not_modified, respond
from factreg.kept import Kept
from factreg.pagination import Page, PageRequest, link_header
from factreg.parameters import Parameters, flag, only, read, written

CLAIM = "claim"
ONLY_JSON = (formats.JSON,)


@dataclass(frozen=True, slots=True)
class Sent:
    """A page of a list as it was sent, in one encoding."""

    tag: str
    body: bytes
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers.items())

    def again(self, request: Request) -> HttpResponse:
        return HttpResponse(b"" if request.method == "HEAD" else self.body, headers=self.headers)


# By address, query and encoding. A page is what its tag says, and that is another as soon as the ledger has grown.
sent_lists: Kept[Sent] = Kept()


class ListView(ResourceView):
    """A list, or what it holds of one claim, in the format that the address names or Accept asks for.

    The address with `.json` is described with the one without a suffix.
    """

    formats = (formats.JSON, formats.JSON_LINES, formats.CSV)
    of_claim = False

    @classmethod
    def of(cls, resource: Resource, *, suffix: str = "", of_claim: bool = False) -> Any:
        return cls.as_view(resource=resource, suffix=suffix, of_claim=of_claim)

    def describe(self) -> Schema | None:
        resource, whose = self.resource, "claim-" if self.of_claim else ""
        if self.suffix == formats.JSON.suffix:
            return None
        if self.suffix:
            return described_downloads(
                resource, self._suffixed, before=self._described_path(), without=self._fixed, name=whose
            )
        return operation(
            f"list-{whose}{resource.name}",
            f"{resource.help} In other formats than JSON the whole list comes at once, by public id.",
            tag=resource.name,
            parameters=[
                *self._described_path(),
                *filters_of(resource, without=self._fixed),
                *paging_of(resource),
                fields_of(resource.type),
                *include_of(resource.type),
            ],
            sends=page_of_documents(resource.type),
            others=self.formats[1:],
            errors=(400, 404, 406, 410, 503) if self.of_claim else (400, 406, 503),
        )

    def _described_path(self) -> list[Schema]:
        return [in_path("slug", "Public id of the claim.")] if self.of_claim else []

    @property
    def _fixed(self) -> tuple[str, ...]:
        """The filters that the address stands for."""
        return (CLAIM,) if self.of_claim else ()

    @property
    def _suffixed(self) -> formats.Format:
        return next(one for one in self.formats if one.suffix == self.suffix)

    def get(self, request: Request, slug: str = "") -> HttpResponseBase:
        asked = read(request)
        as_page = self.format is formats.JSON
        known = list_parameters(self.resource) if as_page else download_parameters(self.resource, self.format)
        only(asked, [name for name in known if name not in self._fixed])
        narrowed = {**asked, CLAIM: [slug]} if slug else asked
        try:
            if as_page:
                return self._page(request, asked, narrowed, slug)
            return download(request, self.resource, asked, narrowed, self.format, slug=slug)
        except addresses.MovedTo as gone:
            return moved(request, gone.slug, asked)

    def _page(self, request: Request, asked: Parameters, narrowed: Parameters, slug: str) -> HttpResponse:
        encoding = encoding_for(request)
        address, query = request.build_absolute_uri(request.path), written(asked)
        sent = sent_lists.get((address, query, encoding))
        # The position is asked for first where it may be all that has to be known.
        known_first = sent is not None or "HTTP_IF_NONE_MATCH" in request.META
        at = state_for(self.resource, narrowed, conditional=known_first)
        if slug:
            addresses.found(RESOURCES["claims"], slug, at)
        if known_first:
            tag = etag(at.head, address, query, encoding=encoding)
            if is_current(request, tag):
                return not_modified(tag)
            if sent and sent.tag == tag:
                return sent.again(request)
        body, links, head = self._made(request, asked, narrowed, at)
        tag = etag(head, address, query, encoding=encoding)
        response = respond(request, body, content_type=JSON, tag=tag, encoding=encoding)
        if header := link_header(links.items()):
            response.headers["Link"] = header
        if request.method != "HEAD":
            sent = Sent(tag, response.content, dict(response.headers))
            sent_lists.keep((address, query, encoding), sent, size=sent.size + len(address) + len(query))
        return response

    def _made(
        self, request: Request, asked: Parameters, narrowed: Parameters, at: Snapshot
    ) -> tuple[bytes, dict[str, str | None], int]:
        """The page as JSON, its links, and the position of the ledger that it was read at."""
        selection, names = Selection.read(asked, self.resource.type), asked_in(asked, self.resource)
        wanted = PageRequest.read(asked, path=request.path, orders=self.resource.orders)
        listing = Listing.read(self.resource, narrowed, at=pinned(at, wanted))
        page = listing.page(wanted)
        count = listing.count(page.position) if flag(asked, "count") else None
        links = _links(page, request.build_absolute_uri(request.path), asked)
        documents = [selection.of(one) for one in page.documents] if selection else page.documents
        body = envelope(documents, links, position=page.position, count=count)
        if names:
            of = included(names, page.documents, type_=self.resource.type, at=then(page.position, listing.at))
            body = b'%b,"included":%b}' % (body[:-1], of)
        return body, links, page.position if at.position == PRESENT else at.head


def list_parameters(resource: Resource) -> list[str]:
    found = [*resource.filters.names(), "as_of", *PAGING, FIELDS]
    return [*found, INCLUDE] if REFERENCES[resource.type] else found


def envelope(documents: list[bytes], links: dict[str, str | None], *, position: int, count: int | None) -> bytes:
    """The page as JSON, the documents in it byte for byte as they are stored."""
    beside = {"next": links["next"], "previous": links["prev"], "position": position}
    if count is not None:
        beside["count"] = count
    return b'{"results":[%b],%b' % (b",".join(documents), orjson.dumps(beside)[1:])


def _links(page: Page, address: str, parameters: Parameters) -> dict[str, str | None]:
    """By RFC 8288's names: the next page and the previous one."""
    cursors = {"next": page.next, "prev": page.previous}
    return {
        name: f"{address}?{written(parameters, cursor=cursor)}" if cursor else None for name, cursor in cursors.items()
    }
