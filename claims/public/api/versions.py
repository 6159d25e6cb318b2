"""`/api/v1/<list>/<slug>/versions/` and `…/versions/<n>/`: every published version of a record that may be read.

Those of a withdrawn record stay readable, and say that it is; nothing does of one that was quarantined or erased. What
was merged into another keeps the versions that it had, the list of them leads to the survivor's.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from claims.ledger.published import PublishedEntry, PublishedRecord
from claims.public import addresses, reading
from claims.public.api.lists import envelope
from claims.public.api.moved import moved
from claims.public.api.operations import AS_OF, in_path, operation, paging_with
from claims.public.api.records import RecordView
from claims.public.api.views import JSON, ResourceView
from claims.public.describing import Schema, listed, or_null, shape, stored, text, time, whole, yes_or_no
from claims.public.lists import PAGING, pinned, snapshot_of
from claims.public.reading import Found
from claims.public.resources import Resource
from factreg.http import encoding_for, etag, is_current, not_modified, respond, rfc3339
from factreg.ordering import Key, Order
from factreg.pagination import Page, PageRequest, link_header
from factreg.parameters import flag, only, read, written
from factreg.problems import Problem
from factreg.records import PublicState

ORDERS = {
    order.name: order
    for order in (
        Order("-number", (Key("seq", descending=True),), "Latest version first."),
        Order("number", (Key("seq"),), "First version first."),
    )
}
HEADER = "Public-State"


class VersionsView(ResourceView):
    """A page of the versions of a record: when each came, of what, and where it is to be read."""

    def describe(self) -> Schema:
        return operation(
            f"list-{self.resource.name}-versions",
            f"The published versions of a {self.resource.type} that may be read. Those that have a `cause` only follow "
            "the change of another record.",
            tag=self.resource.name,
            parameters=[in_path("slug", "Public id."), AS_OF, *paging_with(ORDERS)],
            sends=_described(),
            errors=(400, 404, 406, 410, 503),
        )

    def get(self, request: Request, slug: str) -> HttpResponse:
        asked = read(request)
        only(asked, ("as_of", *PAGING))
        at = snapshot_of(asked)
        known = _known(self.resource, slug)
        if known.merged_into and known.public_state == PublicState.MERGED:
            return moved(request, known.merged_into, asked)
        if known.public_state not in (PublicState.PUBLISHED, PublicState.WITHDRAWN):
            raise addresses.gone(known)
        encoding = encoding_for(request)
        address, query = request.build_absolute_uri(request.path), written(asked)
        tag = etag(at.head, address, query, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        wanted = PageRequest.read(asked, path=request.path, orders=ORDERS)
        at = pinned(at, wanted)
        versions = _readable(self.resource, known).filter(seq__lte=at.position)
        page = reading.page_at(versions, "version", request=wanted, position=at.position)
        links = {
            relation: f"{address}?{written(asked, cursor=cursor)}" if cursor else None
            for relation, cursor in (("next", page.next), ("prev", page.previous))
        }
        count = versions.count() if flag(asked, "count") else None
        body = envelope(self._rows(page, slug, known), links, position=at.position, count=count)
        response = respond(request, body, content_type=JSON, tag=tag, encoding=encoding)
        response.headers[HEADER] = known.public_state
        if header := link_header(links.items()):
            response.headers["Link"] = header
        return response

    def _rows(self, page: Page, slug: str, known: PublishedRecord) -> list[bytes]:
        entries = PublishedEntry.objects.using("public").in_bulk([seq for _, seq in page.rows])
        return [orjson.dumps(self._row(number, entries[seq], slug, known)) for number, seq in page.rows]

    def _row(self, number: int, entry: PublishedEntry, slug: str, known: PublishedRecord) -> dict[str, Any]:
        name = f"api:{self.resource.name}-version"
        return {
            "number": number,
            "seq": entry.seq,
            "at": rfc3339(entry.at),
            "action": entry.action,
            "reason": entry.reason,
            "cause": entry.cause,
            "current": number == known.version and known.public_state == PublicState.PUBLISHED,
            "url": reverse(name, kwargs={"slug": slug, "number": number}),
        }


class VersionView(RecordView):
    """The document of one version, for as long as all in it may be read."""

    def describe(self) -> Schema | None:
        return self.described(
            f"read-{self.resource.name}-version",
            f"A {self.resource.type} as it was in one of its versions. `Public-State` tells whether it was withdrawn.",
            parameters=[in_path("number", "Number of the version.", {"type": "integer", "minimum": 1})],
            include=False,
        )

    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        asked = read(request)
        only(asked, [name for name in self.taken() if name != "include"])
        known = _known(self.resource, slug)
        versions = _readable(self.resource, known).filter(version=number).order_by("-seq")
        row = versions.values_list("key", "version", "seq", "document").first()
        if row is None:
            raise _unreadable(self.resource, known, number)
        found = Found(*row)
        identity = (found.key, found.version, found.seq, slug, known.public_state)
        response = self.answer(request, found, asked, identity=identity, at=None)
        response.headers[HEADER] = known.public_state
        return response


def _known(resource: Resource, slug: str) -> PublishedRecord:
    known = reading.record(resource.record_type, slug)
    if known is None:
        raise Problem(404, "not-found", f"There is no {resource.type} {slug}.")
    return known


def _readable(resource: Resource, known: PublishedRecord) -> QuerySet[Any]:
    return resource.model.objects.using("public").filter(key=known.key, document__isnull=False)


def _unreadable(resource: Resource, known: PublishedRecord, number: int) -> Problem:
    if number > known.version:
        return Problem(404, "not-found", f"{known.slug} has no version {number}; the latest is {known.version}.")
    if known.public_state == PublicState.PUBLISHED:
        return addresses.gone(known, f"Version {number} of {known.slug} can't be read any more.")
    return addresses.gone(known)


def _described() -> Schema:
    row = shape(
        "A version.",
        number=whole("Counts the published versions of the record from 1."),
        seq=whole("Position of the ledger's entry that made it."),
        at=time("When it was published (UTC)."),
        action=stored("ledger.Entry.action"),
        reason=or_null(text("The public reason.")),
        cause=or_null(whole("Position of the entry that it only follows; null where people changed the record.")),
        current=yes_or_no("Whether it is what is public now."),
        url=text("Path of its document."),
    )
    page = shape(
        "A page of versions.",
        results=listed(row, "The versions."),
        next=or_null(text("Address of the next page.", format="uri")),
        previous=or_null(text("Address of the previous page.", format="uri")),
        position=whole("Position of the ledger that the page shows."),
    )
    page["properties"]["count"] = whole("All versions that may be read, if asked for.")
    return page
