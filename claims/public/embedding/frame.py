"""`/embed/claims/<slug>/`: who claims it and who denies it, in one small page that any site can frame.

It asks for nothing else: its style is in it, allowed by its hash, so that a sandboxed frame shows it as well.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from csp.constants import HEADER
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedClaim
from claims.public import reading
from claims.public.blocking import headers_for, status_of
from claims.public.pages.absence import led
from claims.public.pages.asking import asked_by
from claims.public.pages.known import Asked
from claims.public.pages.languages import here
from claims.public.pages.now import NOW
from claims.public.pages.serving import serve
from claims.public.pages.standings import title_of
from claims.public.pages.words import Document, date_words, elements_words, lang, moment_words, names
from factreg.problems import Problem, add_headers

STYLE = (Path(__file__).resolve().parent / "embed.css").read_text()
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)
# What the page asks of a sandbox: that its links open, as pages of their own.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
WIDTH, HEIGHT = 600, 420
# More names than these would make a frame of any size scroll; the page has them all.
MOST_NAMES = 12


@require_safe
def embedded_claim(request: HttpRequest, slug: str) -> HttpResponse:
    """The claim as it is public now, or the version that `?version=` names or that was current at `?as_of=`."""
    number = request.GET.get("version", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        return _notice(400, slug, [gettext("This address can't be read")])
    try:
        asked = asked_by(request, unless_told=NOW)
    except Problem:
        return _notice(400, slug, [gettext("This address can't be read")])
    found = _version(slug, int(number)) if number else _at(slug, asked)
    if found is None:
        return _absent(slug)

    current = not (number or asked.as_of) or _is_current(found, slug)

    def render() -> str:
        return claim_frame(orjson.loads(found.document), current=current)

    identity = ("embed", found.key, found.version, current)
    return _framed(serve(request, identity=identity, render=render, record=f"claim/{slug}"))


def _version(slug: str, number: int) -> reading.Found | None:
    """A version that may still be read, of a claim that has not been withdrawn."""
    versions = PublishedClaim.objects.using("public").not_taken_down()
    found = versions.filter(slug=slug, version=number, document__isnull=False).order_by("-seq")
    row = found.values_list("key", "version", "seq", "document").first()
    return reading.Found(*row) if row else None


def _at(slug: str, asked: Asked) -> reading.Found | None:
    if asked.as_of and reading.find(PublishedClaim, slug, NOW) is None:
        return None
    return reading.find(PublishedClaim, slug, asked.at)


def _is_current(found: reading.Found, slug: str) -> bool:
    now = reading.find(PublishedClaim, slug, NOW)
    return now is not None and now.version == found.version


def claim_frame(claim: Document, *, current: bool = True) -> str:
    """The page in the frame, from the claim's document alone."""
    path = f"/claims/{claim['id']}/" if current else f"/claims/{claim['id']}/versions/{claim['version']}/"
    context = {
        "title": title_of(claim),
        "heading": claim["question"] or claim["text"],
        "bare": not claim["question"],
        "lang": lang(claim["language"]),
        "sides": sides_of(claim),
        "as_of": date_words(claim["standing"]["as_of"]),
        "version": "" if current else claim["version"],
        "address": settings.SITE_URL + here(path),
    }
    return _page("embed/claim.html", context)


def sides_of(claim: Document) -> list[dict[str, Any]]:
    """Who asserts and who denies it, always both; then whose claims contradict it, and who took theirs back."""
    standing = claim["standing"]
    denied = [party["id"] for party in standing["denied_by"]]
    rivals = [party for party in standing["contradicted_by"] if party["id"] not in denied]
    limits = elements_words(standing["elements"]) if denied else ""
    sides = [
        ("asserts", gettext("Claimed by"), names(standing["asserted_by"]), ""),
        ("denies", gettext("Denied by"), names(standing["denied_by"]), limits),
        ("contradicted", gettext("Contradicted by a claim of"), names(rivals), ""),
        ("withdraws", gettext("Taken back by"), names(standing["withdrawn_by"]), ""),
    ]
    return [
        {
            "stance": stance,
            "title": title,
            "parties": parties[:MOST_NAMES],
            "more": len(parties) > MOST_NAMES,
            "limits": limits,
        }
        for stance, title, parties, limits in sides
        if parties or stance in ("asserts", "denies")
    ]


def iframe(claim: Document, *, title: str = "", width: int | str = WIDTH, height: int = HEIGHT) -> str:
    """The frame as other sites write it into their pages. `title`: the claim's, where it is known already."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" sandbox="{}" loading="lazy" '
        'referrerpolicy="no-referrer"></iframe>',
        settings.SITE_URL + here(f"/embed/claims/{claim['id']}/"),
        title or title_of(claim),
        width,
        height,
        SANDBOX,
    )


def _absent(slug: str) -> HttpResponse:
    """Where nothing is public now: a notice in the frame, with the reason for a withdrawal."""
    known = reading.record("claim", slug)
    if known is None or known.public_state == "published":
        return _notice(404, "", [gettext("There is no claim at this address.")])
    if known.merged_into:
        moved = HttpResponsePermanentRedirect(here(f"/embed/claims/{known.merged_into}/"))
        return _framed(led(moved))
    day = moment_words(known.at.isoformat())
    sentences = [gettext("This claim was taken down on {date}.").format(date=day)]
    if known.reason:
        sentences.append(gettext("The reason: {reason}").format(reason=known.reason))
    if known.legal_basis:
        sentences.append(gettext("The legal basis: {basis}").format(basis=known.legal_basis))
    status = status_of(known)
    notice = _notice(status, slug, sentences)
    add_headers(notice, headers_for(status))
    return notice


def _notice(status: int, slug: str, sentences: Sequence[str]) -> HttpResponse:
    context = {
        "title": sentences[0],
        "sentences": sentences,
        "address": settings.SITE_URL + here(f"/claims/{slug}/" if slug else "/"),
    }
    html = _page("embed/notice.html", context)
    return _framed(HttpResponse(html, status=status, headers={"Cache-Control": "no-store"}))


def _page(template: str, context: dict[str, Any]) -> str:
    site = {"language": get_language(), "direction": "rtl" if get_language_bidi() else "ltr"}
    return render_to_string(template, {**context, "site": site, "style": mark_safe(STYLE)})  # noqa: S308 - our sheet


def _framed(response: HttpResponse) -> HttpResponse:
    """Let every site frame this page, and this kind of page alone."""
    response.headers[HEADER] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response
