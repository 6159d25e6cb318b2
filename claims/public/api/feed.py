"""`/api/v1/changes/`, and where those are sent who would wait: to the process of claims/public/waiting/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from claims.public import reading
from claims.public.api.operations import operation, query
from claims.public.changes import ENTRIES, MOST_ENTRIES, changes
from claims.public.describing import Schema, ref
from factreg.formats import EVENT_STREAM
from factreg.http import ALWAYS_ASK, encoding_for, etag, is_current, not_modified, respond
from factreg.ordering import LARGEST
from factreg.parameters import only, read, whole_number, written
from factreg.problems import Problem, malformed
from factreg.rest import ReadView

# Seconds: less than the minute after which many proxies give up.
LONGEST_WAIT = 50
WAIT_PATH = "/api/v1/changes/wait/"
STREAM_PATH = "/api/v1/changes/stream/"
AFTER: Schema = {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries a client asks for, and how many seconds it would wait for the first."""

    after: int
    limit: int
    wait: int

    @classmethod
    def read(cls, request: HttpRequest | Request) -> Self:
        parameters = read(request)
        only(parameters, ("after", "limit", "wait"))
        return cls(
            after=whole_number(parameters, "after", least=0, most=LARGEST, unless_told=0),
            limit=whole_number(parameters, "limit", least=1, most=MOST_ENTRIES, unless_told=ENTRIES),
            wait=whole_number(parameters, "wait", least=0, most=LONGEST_WAIT, unless_told=0),
        )


def stream_begins_at(request: HttpRequest | Request) -> int | None:
    """The position after which a stream begins: where an earlier one ended, or as asked for; None: at what is new."""
    parameters = read(request)
    only(parameters, ("after",))
    if last := request.headers.get("Last-Event-ID"):
        parameters = {"Last-Event-ID": [last]}
    for name in parameters:
        return whole_number(parameters, name, least=0, most=LARGEST, unless_told=0)
    return None


def behind_the_end(head: int) -> Problem:
    return malformed("after", f"lies behind the end of this ledger, which is {head}.")


def cannot_wait(why: str, *, seconds: int = 10) -> Problem:
    """What a client is told that can't be kept waiting; it may ask for changes without waiting."""
    problem = Problem(503, "cannot-wait", f"{why} Ask /api/v1/changes/ without wait now and then.")
    problem.headers["Retry-After"] = str(seconds)
    return problem


class ChangesView(ReadView):
    """Entries of the ledger after a position."""

    def describe(self) -> Schema:
        bounds = {"type": "integer", "minimum": 1, "maximum": MOST_ENTRIES, "default": ENTRIES}
        wait = {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0}
        described = operation(
            "list-changes",
            "Every entry of the ledger in order, without gaps: applying all of them from 0 yields "
            "the registry as it is. Entries of one cause belong together.",
            tag="changes",
            parameters=[
                query("after", {**AFTER, "default": 0}, "Position after which to begin; `next_after` goes on."),
                query("limit", bounds, "Entries a page."),
                query(
                    "wait",
                    wait,
                    "Seconds to wait for an entry where there is none yet. The client is sent (307) to where it can "
                    "wait, and gets the same there: the entries as soon as there are some, else none when it is over.",
                ),
            ],
            sends=ref("Changes"),
        )
        described["responses"]["307"] = _redirect("There is nothing yet: where to wait for it.")
        return described

    def get(self, request: Request) -> HttpResponse:
        asked = Asked.read(request)
        head = reading.head()
        if asked.after > head:
            raise behind_the_end(head)
        if asked.wait and asked.after == head:
            return _sent_to(WAIT_PATH, request)
        encoding = encoding_for(request)
        tag = etag(head, asked.after, asked.limit, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag, cache_control=ALWAYS_ASK)
        found = changes(after=asked.after, upto=head, limit=asked.limit)
        response = respond(
            request,
            found.body(),
            content_type="application/json",
            tag=tag,
            encoding=encoding,
            cache_control=ALWAYS_ASK,
        )
        if found.next_after < head:
            address = request.build_absolute_uri(request.path)
            link = f'<{address}?after={found.next_after}&limit={asked.limit}>; rel="next"'
            response.headers["Link"] = link
        return response


class WaitView(ReadView):
    """Where the waiting process answers. Who gets here was not passed on by the proxy, or is sent on."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        Asked.read(request)
        return _sent_on(WAIT_PATH, request)


class StreamView(ReadView):
    """Entries as server-sent events; the waiting process sends them."""

    formats = (EVENT_STREAM,)

    def get(self, request: Request) -> HttpResponse:
        stream_begins_at(request)
        return _sent_on(STREAM_PATH, request)

    def describe(self) -> Schema:
        described = operation(
            "stream-changes",
            "Entries as server-sent events, as soon as they are entered: one event an entry, its `id` the entry's "
            "position, its `data` the entry as in the change feed. A browser's EventSource goes on where it was.",
            tag="changes",
            parameters=[
                query("after", AFTER, "Position after which to begin; what is new from now on, unless told."),
                {
                    **query("Last-Event-ID", AFTER, "The same, after a connection that ended; goes before `after`."),
                    "in": "header",
                },
            ],
            sends={"type": "string"},
            media_type=EVENT_STREAM.media_type,
        )
        described["responses"]["307"] = _redirect("Where the stream is.")
        return described


def _redirect(description: str) -> Schema:
    location = {"schema": {"type": "string"}, "description": "The address."}
    return {"description": description, "headers": {"Location": location}}


def _sent_on(path: str, request: Request) -> HttpResponse:
    if not settings.STREAM_URL:
        raise cannot_wait("Nobody is kept waiting here: the proxy before this server does not pass this on.")
    return _sent_to(path, request)


def _sent_to(path: str, request: Request) -> HttpResponse:
    query = written(read(request))
    response = HttpResponse(status=307)
    response.headers["Location"] = f"{settings.STREAM_URL}{path}" + (f"?{query}" if query else "")
    response.headers["Cache-Control"] = "no-store"
    return response
