"""The cards' addresses: `/claims/<slug>.png`, and `/card.png` for every page that is of no single claim."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedClaim
from claims.public import reading
from claims.public.cards.card import claim_card, site_card
from claims.public.pages.absence import absent
from claims.public.pages.now import NOW
from claims.public.pages.records import CLAIM
from claims.public.pages.serving import serve

PNG = "image/png"


@require_safe
def claim_image(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of what is public of the claim now. `?v=` only tells previews that it has changed."""
    found = reading.find(PublishedClaim, slug, NOW)
    if found is None:
        return absent(CLAIM, slug, suffix=".png")
    identity = ("card", found.key, found.version)

    def render() -> bytes:
        return claim_card(orjson.loads(found.document))

    return _for_others(serve(request, identity=identity, render=render, content_type=PNG, record=f"claim/{slug}"))


@require_safe
def site_image(request: HttpRequest) -> HttpResponse:
    return _for_others(serve(request, identity=("card",), render=site_card, content_type=PNG))


def _for_others(response: HttpResponse) -> HttpResponse:
    """Previews show it on pages of others."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
