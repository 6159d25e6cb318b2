"""`/api/v1/changes/`."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from claims.public import reading
from claims.public.api.operations import operation, query
from claims.public.changes import ENTRIES, MOST_ENTRIES, changes
from claims.public.describing import Schema, ref
from factreg.http import ALWAYS_ASK, encoding_for, etag, is_current, not_modified, respond
from factreg.ordering import LARGEST
from factreg.parameters import only, read, whole_number
from factreg.problems import malformed
from factreg.rest import ReadView


class ChangesView(ReadView):
    """Entries of the ledger after a position."""

    def describe(self) -> Schema:
        bounds = {"type": "integer", "minimum": 1, "maximum": MOST_ENTRIES, "default": ENTRIES}
        after = {"type": "integer", "minimum": 0, "default": 0}
        return operation(
            "list-changes",
            "Every entry of the ledger in order, without gaps: applying all of them from 0 yields "
            "the registry as it is. Entries of one cause belong together.",
            tag="changes",
            parameters=[
                query("after", after, "Position after which to begin; `next_after` goes on."),
                query("limit", bounds, "Entries a page."),
            ],
            sends=ref("Changes"),
        )

    def get(self, request: Request) -> HttpResponse:
        parameters = read(request)
        only(parameters, ("after", "limit"))
        after = whole_number(parameters, "after", least=0, most=LARGEST, unless_told=0)
        limit = whole_number(parameters, "limit", least=1, most=MOST_ENTRIES, unless_told=ENTRIES)
        head = reading.head()
        if after > head:
            raise malformed("after", f"lies behind the end of this ledger, which is {head}.")
        encoding = encoding_for(request)
        tag = etag(head, after, limit, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag, cache_control=ALWAYS_ASK)
        found = changes(after=after, upto=head, limit=limit)
        body = b'{"results":[%b],"head":%d,"next_after":%d}' % (
            b",".join(found.entries),
            head,
            found.next_after,
        )
        response = respond(
            request,
            body,
            content_type="application/json",
            tag=tag,
            encoding=encoding,
            cache_control=ALWAYS_ASK,
        )
        if found.next_after < head:
            address = request.build_absolute_uri(request.path)
            link = f'<{address}?after={found.next_after}&limit={limit}>; rel="next"'
            response.headers["Link"] = link
        return response
