"""Records, as they are, as they were known and as they were in a version: in every format, as stored in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from claims.public import addresses
from claims.public.api.including import INCLUDE, REFERENCES, asked_in, included, then
from claims.public.api.moved import moved
from claims.public.api.operations import (
    AS_OF,
    fields_of,
    in_path,
    include_of,
    operation,
    sent_document,
)
from claims.public.api.selecting import FIELDS, Selection
from claims.public.api.views import ResourceView
from claims.public.columns import COLUMNS, header, rows
from claims.public.describing import Schema
from claims.public.jsonld import NODES, linked_data
from claims.public.lists import snapshot_of, state_for
from claims.public.reading import Found, Snapshot
from claims.public.resources import Resource
from factreg import formats
from factreg.formats import Format
from factreg.http import encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import Parameters, only, read, written
from factreg.streaming import csv_blocks


def formats_of(resource: Resource) -> tuple[Format, ...]:
    """JSON first; as linked data what schema.org has words for."""
    linked = (formats.JSON_LD,) if resource.type in NODES else ()
    return (formats.JSON, *linked, formats.JSON_LINES, formats.CSV)


class RecordView(ResourceView):
    """A document in the format that the address names or Accept asks for; described where it names none."""

    @classmethod
    def of(cls, resource: Resource, *, suffix: str = "") -> Any:
        return cls.as_view(resource=resource, suffix=suffix, formats=formats_of(resource))

    def described(self, name: str, help_: str, *, parameters: Sequence[Schema], include: bool = True) -> Schema | None:
        if self.suffix:
            return None
        suffixes = ", ".join(f"`.{one.suffix}`" for one in self.formats)
        return operation(
            name,
            f"{help_} With a suffix in place of the last slash in that format whatever Accept says: {suffixes}.",
            tag=self.resource.name,
            parameters=[
                in_path("slug", "Public id."),
                *parameters,
                fields_of(self.resource.type),
                *(include_of(self.resource.type) if include else ()),
            ],
            sends=sent_document(self.resource.type),
            others=self.formats[1:],
            errors=(400, 404, 406, 410, 503),
        )

    def answer(
        self, request: Request, found: Found, asked: Parameters, *, identity: tuple[object, ...], at: Snapshot | None
    ) -> HttpResponse:
        """The document as it is asked for. `identity` tells what it is of; `at` the state that it is included in."""
        names = asked_in(asked, self.resource)
        selection = Selection.read(asked, self.resource.type)
        how = [self.format.suffix] if self.format is not formats.JSON else []
        how += [written({name: asked[name] for name in (FIELDS, INCLUDE) if name in asked})] * bool(names or selection)
        how += [str(at.head)] if names and at else []
        encoding = encoding_for(request)
        tag = etag(*identity, *how, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        body = _WRITTEN[self.format](selection.of(found.document) if selection else found.document.encode())
        if names and at:
            of = included(names, [found.document], type_=self.resource.type, at=then(at.position, at))
            body = b'%b,"included":%b}' % (body[:-1], of)
        return respond(request, body, content_type=self.format.media_type, tag=tag, encoding=encoding)

    def taken(self) -> list[str]:
        """The parameters that the format has."""
        if self.format is formats.JSON:
            return [FIELDS, INCLUDE] if REFERENCES[self.resource.type] else [FIELDS]
        return [FIELDS] if self.format is formats.JSON_LINES else []


class DetailView(RecordView):
    """One record, as it is or as it was known."""

    def describe(self) -> Schema | None:
        resource = self.resource
        return self.described(
            f"read-{resource.name}", f"One {resource.type}, as it is or was known.", parameters=[AS_OF]
        )

    def get(self, request: Request, slug: str) -> HttpResponse:
        asked = read(request)
        only(asked, ("as_of", *self.taken()))
        if INCLUDE in asked:
            at = snapshot_of(asked)
            at = then(at.position, at)
        else:
            at = state_for(self.resource, asked)
        try:
            found = addresses.found(self.resource, slug, at)
        except addresses.MovedTo as gone:
            return self._moved(request, gone.slug, asked)
        return self.answer(request, found, asked, identity=(found.key, found.version, found.seq, slug), at=at)

    def _moved(self, request: Request, slug: str, asked: Parameters) -> HttpResponse:
        """To the survivor; from a part of a claim to the claim that it went into."""
        if self.resource.record_type == self.resource.type:
            return moved(request, slug, asked)
        of_claim = {name: values for name, values in asked.items() if name == "as_of"}
        return moved(request, slug, of_claim, name=f"claim.{self.suffix}" if self.suffix else "claim")


def _table(document: bytes) -> bytes:
    parsed = orjson.loads(document)
    columns = COLUMNS[parsed["type"]]
    return b"".join(csv_blocks(rows(columns, [parsed], safe=True), header=header(columns), safe=False))


_WRITTEN = {
    formats.JSON: lambda document: document,
    formats.JSON_LINES: lambda document: document + b"\n",
    formats.CSV: _table,
    formats.JSON_LD: lambda document: orjson.dumps(linked_data(orjson.loads(document)), option=orjson.OPT_INDENT_2),
}
