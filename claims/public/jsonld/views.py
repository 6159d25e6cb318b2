"""`<page>.jsonld`: a record as linked data."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.public import reading
from claims.public.jsonld import CONTENT_TYPE, linked_data
from claims.public.pages.absence import absent_at
from claims.public.pages.asking import asked_by, readable
from claims.public.pages.now import NOW
from claims.public.pages.records import PAGES
from claims.public.pages.serving import serve


@require_safe
@readable
def record_jsonld(request: HttpRequest, address: str, slug: str) -> HttpResponse:
    """What is public of the record, made from its document as it is or as it was known."""
    kind = PAGES[address]
    asked = asked_by(request, unless_told=NOW)
    found = reading.find(kind.model, slug, asked.at)
    if found is None:
        return absent_at(kind, slug, asked, suffix=".jsonld")

    def render() -> str:
        data = linked_data(orjson.loads(found.document))
        return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()

    identity = (f"{kind.record_type}.jsonld", found.key, found.version)
    record = f"{kind.record_type}/{slug}"
    response = serve(request, identity=identity, render=render, content_type=CONTENT_TYPE, record=record)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
