"""Lists, records and the API's root. Documents go out as stored: they are joined, never parsed."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request

from claims.public import addresses
from claims.public.api.operations import (
    AS_OF,
    filters_of,
    in_path,
    operation,
    page_of_documents,
    paging_of,
    schema_name,
)
from claims.public.describing import Schema, ref
from claims.public.lists import PAGING, Listing, pinned, state_for
from claims.public.reading import PRESENT
from claims.public.resources import RESOURCES, Resource
from factreg.http import BRIEFLY, encoding_for, etag, is_current, not_modified, respond
from factreg.pagination import Page, PageRequest, link_header
from factreg.parameters import Parameters, flag, only, read, written
from factreg.rest import ReadView

JSON = "application/json"


class RootView(ReadView):
    """What there is."""

    def describe(self) -> Schema:
        addresses = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
        return operation("root", "The addresses of the lists.", tag="api", parameters=[], sends=addresses)

    def get(self, request: Request) -> HttpResponse:
        only(read(request), ())
        names = [*RESOURCES, "changes", "schema", "docs"]
        found = {name: request.build_absolute_uri(reverse(f"api:{name}")) for name in names}
        encoding, body = encoding_for(request), orjson.dumps(found)
        tag = etag(body, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        return respond(request, body, content_type=JSON, tag=tag, encoding=encoding)


class ResourceView(ReadView):
    """A view of one resource, which its address names."""

    resource: Resource

    @classmethod
    def of(cls, resource: Resource) -> Any:
        return cls.as_view(resource=resource)


# DRF's as_view takes only arguments that the class has.
ResourceView.resource = RESOURCES["claims"]


class ListView(ResourceView):
    """A page of a list."""

    def describe(self) -> Schema:
        resource = self.resource
        return operation(
            f"list-{resource.name}",
            resource.help,
            tag=resource.name,
            parameters=[*filters_of(resource), *paging_of(resource)],
            sends=page_of_documents(schema_name(resource.type)),
        )

    def get(self, request: Request) -> HttpResponse:
        parameters = read(request)
        only(parameters, list_parameters(self.resource))
        conditional = "HTTP_IF_NONE_MATCH" in request.META
        at = state_for(self.resource, parameters, conditional=conditional)
        encoding = encoding_for(request)
        address, query = request.build_absolute_uri(request.path), written(parameters)
        if conditional:
            tag = etag(at.head, address, query, encoding=encoding)
            if is_current(request, tag):
                return not_modified(tag)
        asked = PageRequest.read(parameters, path=request.path, orders=self.resource.orders)
        listing = Listing.read(self.resource, parameters, at=pinned(at, asked))
        page = listing.page(asked)
        count = listing.count(page.position) if flag(parameters, "count") else None
        links = _links(page, address, parameters)
        body = envelope(page.documents, links, position=page.position, count=count)
        head = page.position if at.position == PRESENT else at.head
        tag = etag(head, address, query, encoding=encoding)
        response = respond(request, body, content_type=JSON, tag=tag, encoding=encoding)
        if header := link_header(links.items()):
            response.headers["Link"] = header
        return response


class DetailView(ResourceView):
    """One record, as it is or as it was known."""

    def describe(self) -> Schema:
        resource = self.resource
        return operation(
            f"read-{resource.name}",
            f"One {resource.type}, as it is or was known.",
            tag=resource.name,
            parameters=[in_path("slug", "Public id."), AS_OF],
            sends=ref(schema_name(resource.type)),
            errors=(400, 404, 406, 410, 503),
        )

    def get(self, request: Request, slug: str) -> HttpResponse:
        parameters = read(request)
        only(parameters, ("as_of",))
        try:
            found = addresses.found(self.resource, slug, state_for(self.resource, parameters))
        except addresses.MovedTo as moved:
            return self._moved(moved.slug, parameters)
        encoding = encoding_for(request)
        tag = etag(found.key, found.version, found.seq, slug, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        body = found.document.encode()
        return respond(request, body, content_type=JSON, tag=tag, encoding=encoding)

    def _moved(self, slug: str, parameters: Parameters) -> HttpResponse:
        """To the survivor; from a part of a claim to the claim that it went into."""
        of_parts = self.resource.record_type != self.resource.type
        name = "claim" if of_parts else self.resource.name.removesuffix("s")
        address = reverse(f"api:{name}", kwargs={"slug": slug})
        query = written(parameters)
        response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        response.headers["Cache-Control"] = BRIEFLY
        return response


def list_parameters(resource: Resource) -> list[str]:
    return [*resource.filters.names(), "as_of", *PAGING]


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
