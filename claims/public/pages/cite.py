"""How to cite a claim: as a page, and for reference managers as `cite.bib`, `cite.json` (CSL-JSON), `cite.txt`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedClaim
from claims.public import reading
from claims.public.pages.absence import absent_at, notes_since
from claims.public.pages.asking import asked_by, readable
from claims.public.pages.citation import Citation, citation_of
from claims.public.pages.known import earlier_time
from claims.public.pages.languages import here
from claims.public.pages.now import NOW
from claims.public.pages.records import CLAIM
from claims.public.pages.serving import CONTENT_TYPE, rendered, serve
from claims.public.pages.standings import standing_words
from claims.public.pages.words import Document, moment_words


@dataclass(frozen=True, slots=True)
class Style:
    """A form of citation for programs."""

    content_type: str
    write: Callable[[Citation], str]


STYLES: Mapping[str, Style] = {
    "bib": Style("application/x-bibtex; charset=utf-8", Citation.bibtex),
    "json": Style("application/vnd.citationstyles.csl+json", Citation.csl),
    "txt": Style("text/plain; charset=utf-8", lambda citation: f"{citation.apa()}\n"),
}


@require_safe
@readable
def cite_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Every way to cite the claim as it is or was known, to be read and copied."""
    return _served(request, slug, suffix="/cite/", make=_html)


@require_safe
@readable
def cite_file(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """One of them alone."""
    style = STYLES[suffix]

    def write(claim: Document) -> str:
        return style.write(citation_of(claim, site_url=settings.SITE_URL))

    response = _served(request, slug, suffix=f"/cite.{suffix}", make=write, content_type=style.content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _served(
    request: HttpRequest,
    slug: str,
    *,
    suffix: str,
    make: Callable[[Document], str],
    content_type: str = CONTENT_TYPE,
) -> HttpResponse:
    asked = asked_by(request, unless_told=NOW)
    found = reading.find(PublishedClaim, slug, asked.at)
    if found is None:
        return absent_at(CLAIM, slug, asked, suffix=suffix)

    def render() -> str:
        return make(orjson.loads(found.document))

    identity = ("claim", suffix, found.key, found.version, asked.as_of)
    return serve(
        request, identity=identity, render=render, asked=asked, record=f"claim/{slug}", content_type=content_type
    )


def _html(claim: Document) -> str:
    citation = citation_of(claim, site_url=settings.SITE_URL)
    canonical = f"/claims/{claim['id']}/"
    named = f"{standing_words(claim).lede} — {claim['question'] or claim['text']}"
    page = {
        "title": gettext("How to cite: {title}").format(title=named),
        "description": gettext("Citations of one version of this claim, with who claims and who denies it."),
        "canonical": f"{canonical}cite/",
        "section": "claims",
        "robots": "noindex, follow",
        "notes": notes_since(CLAIM, claim["id"]) if earlier_time() else [],
    }
    return rendered(
        "public/claim/cite.html",
        page,
        claim=here(canonical),
        named=named,
        citation=citation,
        as_of=f"{settings.SITE_URL}{canonical}?as_of={claim['updated_at']}",
        changed=moment_words(claim["updated_at"]),
        files=[
            {"name": "APA", "text": citation.apa(), "url": f"{canonical}cite.txt"},
            {"name": "BibTeX", "text": citation.bibtex(), "url": f"{canonical}cite.bib"},
            {"name": "CSL-JSON", "text": citation.csl(), "url": f"{canonical}cite.json"},
        ],
    )
