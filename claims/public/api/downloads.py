"""A whole filtered list in one answer, streamed: `/api/v1/<list>.jsonl`, `/api/v1/<list>.csv`, or by Accept.

What can't be sent whole breaks off, and so can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.public import addresses
from claims.public.api.operations import fields_of, filters_of, operation, query
from claims.public.api.selecting import FIELDS, Selection
from claims.public.describing import Schema
from claims.public.exports import comma_separated, json_lines
from claims.public.lists import Listing, snapshot_of
from claims.public.resources import RESOURCES, Resource
from factreg.downloads import place_for
from factreg.formats import CSV, Format
from factreg.http import BRIEFLY, compressed, encoding_for, etag, is_current, not_modified
from factreg.pagination import link_header
from factreg.parameters import Parameters, single, written
from factreg.problems import add_headers, malformed
from factreg.purging import HEADER, keys

DIALECTS = ("spreadsheet", "raw")
LICENCE = "/about/#licence"
_LONGEST_NAME = 120
_NOT_IN_NAMES = re.compile(r"[^a-z0-9_]+")


def download_parameters(resource: Resource, format_: Format) -> list[str]:
    own = "dialect" if format_ is CSV else FIELDS
    return [*resource.filters.names(), "as_of", own]


def described_downloads(
    resource: Resource, format_: Format, *, before: list[Schema], without: Iterable[str], name: str
) -> Schema:
    dialect = query(
        "dialect",
        {"enum": list(DIALECTS), "default": DIALECTS[0]},
        "`spreadsheet` puts an apostrophe before what might run as a formula; `raw` does not.",
    )
    how = "as a table, one row a document" if format_ is CSV else "one document a line"
    return operation(
        f"download-{name}{resource.name}-{format_.suffix}",
        f"The whole list, {how}, by public id. {resource.help}",
        tag=resource.name,
        parameters=[
            *before,
            *filters_of(resource, without=without),
            dialect if format_ is CSV else fields_of(resource.type),
        ],
        sends={"type": "string"},
        media_type=format_.media_type,
        errors=(400, 404, 410, 503) if before else (400, 503),
    )


def download(
    request: Request, resource: Resource, asked: Parameters, narrowed: Parameters, format_: Format, *, slug: str
) -> HttpResponseBase:
    """All rows of the list, or of what it holds of a claim; `MovedTo` where that was merged."""
    at = snapshot_of(asked)
    if slug:
        addresses.found(RESOURCES["claims"], slug, at)
    encoding = encoding_for(request)
    tag = etag(at.head, at.position, request.path, format_.suffix, written(asked), encoding=encoding)
    if is_current(request, tag):
        return not_modified(tag)
    listing = Listing.read(resource, narrowed, at=at)
    if format_ is CSV:
        begin = partial(comma_separated, listing, safe=_dialect(asked) != "raw")
    else:
        selection = Selection.read(asked, resource.type)
        begin = partial(json_lines, listing, each=selection.of if selection else None)
    position, blocks = at.position, iter(())
    if request.method != "HEAD":
        with place_for(request) as place:
            position, blocks = begin()
            blocks = place.give(compressed(blocks, encoding) if encoding else blocks)
    response = StreamingHttpResponse(blocks, content_type=format_.media_type)
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(request, resource, asked, position, format_)}"',
        "Ledger-Position": str(position),
        "Link": link_header(_links(request, asked, format_)),
        "ETag": tag,
        "Cache-Control": BRIEFLY,
        HEADER: keys(),
    }
    add_headers(response, headers | ({"Content-Encoding": encoding} if encoding else {}))
    return response


def _dialect(asked: Parameters) -> str:
    dialect = single(asked, "dialect") or DIALECTS[0]
    if dialect not in DIALECTS:
        raise malformed("dialect", f"is one of {', '.join(DIALECTS)}.")
    return dialect


def file_name(request: Request, resource: Resource, asked: Parameters, position: int, format_: Format) -> str:
    """What the file holds and the position that it is of: `claims-denied_by-azerbaijan-132.csv`."""
    slug = request.resolver_match.kwargs.get("slug")
    said = [slug, resource.name] if slug else [resource.name]
    said += [f"{name} {' '.join(sorted(set(values)))}" for name, values in sorted(asked.items())]
    words = _NOT_IN_NAMES.sub("-", " ".join(said).lower()).strip("-")
    return f"{words[:_LONGEST_NAME].rstrip('-')}-{position}.{format_.suffix}"


def _links(request: Request, asked: Parameters, format_: Format) -> list[tuple[str, str | None]]:
    """The query that made it, also where Accept asked for the format; and on what terms it may be used."""
    path = request.path
    if path.endswith("/"):
        path = f"{path.removesuffix('/')}.{format_.suffix}"
    address, query_ = request.build_absolute_uri(path), written(asked)
    whole = f"{address}?{query_}" if query_ else address
    return [("self", whole), ("canonical", whole), ("license", request.build_absolute_uri(LICENCE))]
