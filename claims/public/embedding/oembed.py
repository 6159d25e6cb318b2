"""`/oembed`: for the address of a claim, the frame that shows it (oembed.com, type `rich`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedClaim
from claims.public import reading
from claims.public.addresses import gone
from claims.public.blocking import FOR_LEGAL_REASONS, status_of
from claims.public.cards.card import HEIGHT as CARD_HEIGHT
from claims.public.cards.card import WIDTH as CARD_WIDTH
from claims.public.embedding.frame import HEIGHT, WIDTH, iframe
from claims.public.pages.languages import here
from claims.public.pages.now import NOW
from claims.public.pages.serving import serve
from claims.public.pages.standings import title_of
from claims.public.pages.words import Document
from factreg.languages import language_of, prefix_of
from factreg.parameters import read, single, whole_number
from factreg.problems import Problem, malformed

CONTENT_TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
# How long a site may keep the answer, in seconds. What the frame shows is always of now.
KEEP = 300
LARGEST = 10_000

_CLAIM = re.compile(r"(?:/embed)?/claims/([a-z0-9-]+)/(?:history/|versions/\d+/)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a site asks for: which claim, in which language, in which format, and how large it may be."""

    slug: str
    language: str
    format: str
    most_wide: int
    most_high: int


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """400 names what can't be read; 404 for what is no public claim of this site; 501 for another format."""
    try:
        asked = _asked(request)
        slug, found = _found(asked.slug)
    except Problem as problem:
        return problem.response()

    def render() -> bytes:
        with translation.override(asked.language):
            answer = _answer({**orjson.loads(found.document), "id": slug}, asked)
        return orjson.dumps(answer) if asked.format == "json" else _xml(answer)

    identity = ("oembed", found.key, found.version, asked)
    content_type = CONTENT_TYPES[asked.format]
    response = serve(request, identity=identity, render=render, content_type=content_type, record=f"claim/{slug}")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest) -> Asked:
    parameters = read(request)
    format_ = single(parameters, "format") or "json"
    if format_ not in CONTENT_TYPES:
        raise Problem(501, "not-acceptable", "format is json or xml.")
    url = single(parameters, "url")
    if url is None:
        raise malformed("url", "is missing: the address of a claim's page.")
    language, slug = _claim_at(url)
    wide, high = (
        whole_number(parameters, name, least=1, most=LARGEST, unless_told=LARGEST) for name in ("maxwidth", "maxheight")
    )
    return Asked(slug, language, format_, wide, high)


def _claim_at(url: str) -> tuple[str, str]:
    """Language and slug of the claim at an address of this site."""
    try:
        parts, site = urlsplit(url), urlsplit(settings.SITE_URL)
        ours = parts.scheme in ("http", "https") and (parts.hostname, parts.port) == (site.hostname, site.port)
    except ValueError:
        ours = False
    if ours:
        language = language_of(parts.path)
        if found := _CLAIM.fullmatch(parts.path.removeprefix(prefix_of(language))):
            return language, found[1]
    raise Problem(404, "not-found", "url is no address of a claim here.")


def _found(slug: str) -> tuple[str, reading.Found]:
    """The claim that is public at an address, or at that of the survivor of its merge."""
    found = reading.find(PublishedClaim, slug, NOW)
    known = reading.record("claim", slug) if found is None else None
    if known and known.merged_into:
        slug = known.merged_into
        found = reading.find(PublishedClaim, slug, NOW)
    if found is None:
        if known and status_of(known) == FOR_LEGAL_REASONS:
            raise gone(known)
        raise Problem(404, "not-found", "No claim is public at that address.")
    return slug, found


def _answer(claim: Document, asked: Asked) -> dict[str, Any]:
    width, height = min(WIDTH, asked.most_wide), min(HEIGHT, asked.most_high)
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title_of(claim),
        "provider_name": "factreg",
        "provider_url": f"{settings.SITE_URL}{here('/')}",
        "cache_age": KEEP,
        "html": iframe(claim, width=width, height=height),
        "width": width,
        "height": height,
    }
    if asked.most_wide >= CARD_WIDTH and asked.most_high >= CARD_HEIGHT:
        answer |= {
            "thumbnail_url": f"{settings.SITE_URL}/claims/{claim['id']}.png?v={claim['version']}",
            "thumbnail_width": CARD_WIDTH,
            "thumbnail_height": CARD_HEIGHT,
        }
    return answer


def _xml(answer: dict[str, Any]) -> bytes:
    text = StringIO()
    document = SimplerXMLGenerator(text, "utf-8")
    document.startDocument()
    document.startElement("oembed", {})
    for name, value in answer.items():
        document.addQuickElement(name, str(value))
    document.endElement("oembed")
    return text.getvalue().encode()
