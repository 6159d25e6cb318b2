"""The feeds' addresses: of each list with its filters, of each record, of disputes and of all changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import orjson
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedClaim
from claims.public import reading
from claims.public.blocking import FOR_LEGAL_REASONS, status_of
from claims.public.feeds import reading as told
from claims.public.feeds.atom import CONTENT_TYPE, Entry, Feed, atom, newest_first
from claims.public.feeds.entries import record_entry, title_of
from claims.public.lists import Listing, pinned, snapshot_of
from claims.public.pages import now
from claims.public.pages.absence import absent, led
from claims.public.pages.errors import not_found
from claims.public.pages.lists import LISTS, ListPage, known_parameters
from claims.public.pages.records import CLAIM, PAGES
from claims.public.pages.serving import serve
from claims.public.pages.standings import standing_words
from claims.public.reading import Snapshot
from factreg.filters import AnyOf
from factreg.pagination import PageRequest
from factreg.parameters import Parameters, written
from factreg.problems import Problem

# What a feed of a list is sorted by unless told: what readers have not seen comes first.
NEWEST = {"ordering": ["-updated"]}


@require_safe
def list_feed(request: HttpRequest, name: str, *, path: str = "") -> HttpResponse:
    """A list as a feed: the filters of its page, what changed last first, what was withdrawn of it among them."""
    shown = LISTS[name]
    path = path or f"/{name}.atom"
    try:
        parameters = NEWEST | known_parameters(request, shown.parameters)
        at = snapshot_of(parameters)
    except Problem as problem:
        return problem.response()

    def render() -> str | HttpResponse:
        try:
            return atom(_feed_of_list(shown, parameters, at, path))
        except Problem as problem:
            return problem.response()

    return _serve(request, (path, written(parameters), at.position, at.head), render)


def _feed_of_list(shown: ListPage, parameters: Parameters, at: Snapshot, path: str) -> Feed:
    resource = shown.resource
    asked = PageRequest.read(parameters, path=path, orders=resource.orders)
    at = pinned(at, asked)
    listing = Listing.read(resource, parameters, at=at)
    page = listing.page(asked)
    entries = [record_entry(orjson.loads(document)) for document in page.documents]
    if asked.cursor is None and asked.order.name == "-updated" and not at.as_of:
        gone = told.withdrawn(resource.model, lambda rows: listing.filters.narrow(rows).filter(resource.listed), at)
        entries = newest_first([*entries, *gone], most=asked.size)
    query = _unless_told(parameters)
    return Feed(
        title=f"factreg: {shown.title}",
        subtitle=shown.intro,
        path=f"{path}?{query}" if query else path,
        page=f"/{shown.name}/?{query}" if query else f"/{shown.name}/",
        entries=entries,
        next=f"{path}?{written(parameters, cursor=page.next)}" if page.next else "",
        previous=f"{path}?{written(parameters, cursor=page.previous)}" if page.previous else "",
    )


def _unless_told(parameters: Parameters) -> str:
    """The query of the feed's own address: without its order where that is the usual one."""
    usual = {"ordering": None} if parameters.get("ordering") == NEWEST["ordering"] else {}
    return written(parameters, cursor=None, page_size=None, count=None, **usual)


@require_safe
def disputes_feed(request: HttpRequest) -> HttpResponse:
    return list_feed(request, "disputes", path="/feeds/disputes.atom")


@require_safe
def changes_feed(request: HttpRequest) -> HttpResponse:
    """All that people are told of, with the reasons: what is new, changed, withdrawn."""
    at = reading.snapshot()

    def render() -> str:
        return atom(
            Feed(
                title="factreg: Changes",
                subtitle="What was published, changed, corrected and withdrawn, with the reasons.",
                path="/feeds/changes.atom",
                page="/changes/",
                entries=told.latest_changes(at),
            )
        )

    return _serve(request, ("changes", at.position), render)


@require_safe
def claim_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done to a claim, and to the contradictions and counter-accusations that it is in.

    A withdrawn claim keeps its feed, unless a law or an order took it down: those who follow it are told so, and why.
    """
    known = reading.record(CLAIM.record_type, slug)
    if known is None:
        return not_found()
    if known.merged_into:
        return led(HttpResponsePermanentRedirect(f"/claims/{known.merged_into}.atom"))
    if known.public_state not in ("published", "withdrawn") or status_of(known) == FOR_LEGAL_REASONS:
        return absent(CLAIM, slug)
    at = reading.snapshot()

    def render() -> str:
        found = reading.find(PublishedClaim, slug, at)
        claim = orjson.loads(found.document) if found else None
        keys = [known.key, *told.pairs_of(slug)]
        return atom(
            Feed(
                title=f"factreg: {title_of(claim)}" if claim else f"factreg: claim {slug}, withdrawn",
                subtitle=standing_words(claim).whole if claim else f"The reason: {known.reason}",
                path=f"/claims/{slug}.atom",
                page=f"/claims/{slug}/" if claim else f"/claims/{slug}/history/",
                entries=told.changes_of(keys, at),
            )
        )

    return _serve(request, ("claim", known.key, at.position), render)


@require_safe
def record_feed(request: HttpRequest, address: str, slug: str) -> HttpResponse:
    """The claims of an event, actor, source or publisher, latest change first, and what was done to itself."""
    kind = PAGES[address]
    at = reading.snapshot()

    def render() -> str | HttpResponse:
        found = reading.find(kind.model, slug, at)
        if found is None:
            return absent(kind, slug, suffix=".atom")
        document = orjson.loads(found.document)
        entries = [*_claims_of(address, slug, at), *told.changes_of([found.key], at)]
        return atom(
            Feed(
                title=f"factreg: {title_of(document)}",
                subtitle="Who claims what, who denies it, and what of it was withdrawn.",
                path=f"/{address}/{slug}.atom",
                page=kind.path(slug),
                entries=newest_first(entries, most=told.ENTRIES),
            )
        )

    return _serve(request, (address, slug, at.position), render)


def _claims_of(address: str, slug: str, at: Snapshot) -> list[Entry]:
    condition = _OF_RECORD[address](slug, at)
    claims = at.of(PublishedClaim).filter(condition).order_by("-updated_seq")
    documents = claims.values_list("document", flat=True)[: told.ENTRIES]
    gone = told.withdrawn(PublishedClaim, lambda rows: rows.filter(condition), at)
    return [*(record_entry(orjson.loads(document)) for document in documents), *gone]


def _of_event(slug: str, at: Snapshot) -> Q:
    return Q(AnyOf("event", now.with_below(slug, tree="parts", of="event", at=at)))


def _of_actor(slug: str, at: Snapshot) -> Q:
    """What it and those that speak for it said, and what is claimed about them."""
    voices = now.with_below(slug, tree="voices", of="actor", at=at)
    return Q(facets__overlap=[f"{part}:{voice}" for voice in voices for part in ("actor", "about")])


def _of_source(slug: str, at: Snapshot) -> Q:
    return Q(facets__contains=[f"source:{slug}"])


def _of_publisher(slug: str, at: Snapshot) -> Q:
    return Q(facets__contains=[f"publisher:{slug}"])


_OF_RECORD: Mapping[str, Callable[[str, Snapshot], Q]] = {
    "events": _of_event,
    "actors": _of_actor,
    "sources": _of_source,
    "publishers": _of_publisher,
}


def _serve(
    request: HttpRequest, identity: tuple[object, ...], render: Callable[[], str | HttpResponse]
) -> HttpResponse:
    response = serve(request, identity=("atom", *identity), render=render, content_type=CONTENT_TYPE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
