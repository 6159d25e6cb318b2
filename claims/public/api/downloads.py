"""`/api/v1/<list>.jsonl` and `/api/v1/<list>.csv`: a whole filtered list, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from claims.public.api.operations import filters_of, operation, query
from claims.public.api.views import ResourceView
from claims.public.describing import Schema
from claims.public.exports import comma_separated, json_lines
from claims.public.lists import Listing, snapshot_of
from claims.public.resources import Resource
from factreg.http import BRIEFLY, compressed, encoding_for, etag, is_current, not_modified
from factreg.parameters import Parameters, only, read, single, written
from factreg.problems import add_headers, malformed
from factreg.rest import OneFormat

DIALECTS = ("spreadsheet", "raw")


class JSONLines(BaseRenderer):
    media_type = "application/jsonl"
    format = "jsonl"


class CSV(BaseRenderer):
    media_type = "text/csv"
    format = "csv"


class AsNamed(OneFormat):
    """The format that the address's suffix names, whatever Accept says."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class DownloadView(ResourceView):
    """A whole list in one format. What can't be sent whole breaks off, and so can be told."""

    content_negotiation_class = AsNamed
    suffix = ""
    own_parameters: tuple[str, ...] = ()
    help = ""

    def describe(self) -> Schema:
        return operation(
            f"download-{self.resource.name}-{self.suffix}",
            f"{self.help} {self.resource.help}",
            tag=self.resource.name,
            parameters=[*filters_of(self.resource), *self.described_parameters()],
            sends={"type": "string"},
            media_type=self.renderer_classes[0].media_type,
            errors=(400, 503),
        )

    def described_parameters(self) -> list[Schema]:
        return []

    def get(self, request: Request) -> HttpResponseBase:
        parameters = read(request)
        only(parameters, download_parameters(self.resource, self.own_parameters))
        at = snapshot_of(parameters)
        encoding = encoding_for(request)
        tag = etag(at.head, at.position, request.path, written(parameters), encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        listing = Listing.read(self.resource, parameters, at=at)
        if request.method == "HEAD":
            position, blocks = at.position, iter(tuple[bytes, ...]())
        else:
            position, blocks = self.download(listing, parameters)
        if encoding:
            blocks = compressed(blocks, encoding)
        response = StreamingHttpResponse(blocks, content_type=self.renderer_classes[0].media_type)
        add_headers(response, self._headers(position, encoding=encoding, tag=tag))
        return response

    def download(self, listing: Listing, parameters: Parameters) -> tuple[int, Iterator[bytes]]:
        raise NotImplementedError

    def _headers(self, position: int, *, encoding: str, tag: str) -> dict[str, str]:
        name = f"{self.resource.name}-{position}.{self.suffix}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Ledger-Position": str(position),
            "ETag": tag,
            "Cache-Control": BRIEFLY,
        }
        return headers | ({"Content-Encoding": encoding} if encoding else {})


class JSONLinesView(DownloadView):
    renderer_classes = (JSONLines,)
    suffix = "jsonl"
    help = "The whole list, one document a line, by public id."

    def download(self, listing: Listing, parameters: Parameters) -> tuple[int, Iterator[bytes]]:
        return json_lines(listing)


class CSVView(DownloadView):
    renderer_classes = (CSV,)
    suffix = "csv"
    own_parameters = ("dialect",)
    help = "The whole list as a table, one row a document, by public id."

    def described_parameters(self) -> list[Schema]:
        help_ = "`spreadsheet` puts an apostrophe before what might run as a formula; `raw` does not."
        return [query("dialect", {"enum": list(DIALECTS), "default": DIALECTS[0]}, help_)]

    def download(self, listing: Listing, parameters: Parameters) -> tuple[int, Iterator[bytes]]:
        dialect = single(parameters, "dialect") or DIALECTS[0]
        if dialect not in DIALECTS:
            raise malformed("dialect", f"is one of {', '.join(DIALECTS)}.")
        return comma_separated(listing, safe=dialect != "raw")


def download_parameters(resource: Resource, own: tuple[str, ...]) -> list[str]:
    return [*resource.filters.names(), "as_of", *own]
