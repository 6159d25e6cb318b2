"""The claim's page of the plain way: one view, one template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi, gettext_lazy

from claims.models import Claim, Statement
from claims.public.embedding.frame import iframe
from claims.public.heads import head_of, locale, other_locales
from claims.public.jsonld import data_block
from claims.public.jsonld.words import (
    address,
    breadcrumbs,
    date,
    interval,
    language,
    record,
    reference,
    registry,
    stated,
)
from claims.public.pages.citation import Citation
from claims.public.pages.languages import in_all_languages, prefix
from claims.vocabulary import Stance
from factreg.http import rfc3339
from tests.benchmarks.plain.claim import Around, around, joined
from tests.benchmarks.plain.told import history_of, moments_of, neighbour, origins_of, standing_of, told

MOST_IN_BRIEF = 3
SIDES = (
    (Stance.ASSERTS, gettext_lazy("Asserted")),
    (Stance.DENIES, gettext_lazy("Denied")),
    (Stance.DECLINES, gettext_lazy("Neither confirmed nor denied")),
    (Stance.WITHDRAWS, gettext_lazy("Taken back")),
)


def claim_page(request: HttpRequest, slug: str) -> HttpResponse:
    found = around(slug)
    claim = found.claim
    standing, statements, history = standing_of(found), told(found), history_of(claim)
    by_people = [entry for entry in history if entry["cause"] is None]
    claim.version, claim.published_at = history[0]["version"], history[-1]["at"]
    claim.position = history[0]["seq"]
    claim.updated_at = by_people[0]["at"]
    title = f"{standing['lede']} — {claim.question or claim.text}"
    moments = moments_of(history)
    context = {
        "page": _page(found, standing, title),
        "site": _site(),
        "claim": claim,
        "standing": standing,
        "statements": statements,
        "sides": _sides(statements),
        "contradictions": [neighbour(found, other, pair) for pair, other in joined(found.contradictions, claim.pk)],
        "counter_accusations": [
            neighbour(found, other, pair) for pair, other in joined(found.counter_accusations, claim.pk)
        ],
        "rests_on": [neighbour(found, rest.rests_on) for rest in claim.rests_set.all()],
        "origins": origins_of(statements),
        "history": by_people[:4],
        "moments": moments if len(moments) > 1 else [],
        "citation": _citation(claim, standing["cited"]).apa(),
        "embed": iframe({"id": claim.slug}, title=title),
    }
    return render(request, "plain/claim.html", context)


def _sides(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    sides = []
    for stance, title in SIDES:
        of_side = [said for said in statements if said.stance == stance]
        heard = [said for said in of_side if said.stands] or of_side
        if of_side or stance in (Stance.ASSERTS, Stance.DENIES):
            brief = list({said.party.pk: said for said in heard}.values())
            parties = [said.party for said in heard]
            side = {"stance": stance.value, "title": title, "statements": of_side, "parties": parties, "brief": brief}
            sides.append(side)
    if any(len(side["brief"]) > MOST_IN_BRIEF for side in sides):
        for side in sides:
            side["brief"] = []
    return sides


def _site() -> dict[str, str]:
    direction = "rtl" if get_language_bidi() else "ltr"
    return {
        "url": settings.SITE_URL,
        "workbench": f"{settings.ADMIN_URL}/admin/",
        "language": get_language(),
        "direction": direction,
        "prefix": prefix(),
    }


def _page(found: Around, standing: dict[str, Any], title: str) -> dict[str, Any]:
    """What the head of the page says."""
    claim, path = found.claim, f"/claims/{found.claim.slug}/"
    return {
        "title": title,
        "description": standing["label"],
        "robots": "index, follow",
        "json": f"/claims/{claim.slug}.json",
        "section": "claims",
        "image": f"/claims/{claim.slug}.png?v={claim.version}",
        "data": data_block({"@context": "https://schema.org", "@graph": _linked_data(found, standing, title)}),
        "languages": in_all_languages(path),
        "address": f"{settings.SITE_URL}{prefix()}{path}",
        "sharing": head_of(path),
        "locale": locale(),
        "other_locales": other_locales(),
    }


def _citation(claim: Claim, named: str) -> Citation:
    title = f"{named} — {claim.question or claim.text}"
    day, url = claim.updated_at, f"{settings.SITE_URL}/claims/{claim.slug}/versions/{claim.version}/"
    return Citation(claim.slug, claim.version, title, claim.language, day.year, day.month, day.day, url)


def _linked_data(found: Around, standing: dict[str, Any], title: str) -> list[dict[str, Any]]:
    claim, here = found.claim, address("claim", found.claim.slug)
    about = [reference("event", {"id": claim.event.slug, "name": claim.event.title}, as_type="Event")]
    about += [reference("actor", {"id": one.actor.slug, "name": one.actor.name}) for one in claim.about_set.all()]
    node = {
        "@type": "Claim",
        **record({"type": "claim", "id": claim.slug}),
        **stated(
            name=title,
            description=standing["label"],
            text=claim.text,
            inLanguage=language(claim.language),
            author=[reference("actor", {"id": one, "name": found.names[one]}) for one in standing["asserted_by"]],
            about=about,
            temporalCoverage=interval(claim.occurred),
            claimInterpreter=registry(),
            version=claim.version,
            sdPublisher={"@id": registry()["@id"]},
            sdDatePublished=rfc3339(claim.updated_at),
        ),
    }
    reviews = [
        stated(
            type="ClaimReview",
            id=f"{here}#assessment-{one.number}",
            url=one.url,
            author=reference(
                "publisher", {"id": one.organisation.slug, "name": one.organisation.name}, as_type="Organization"
            ),
            claimReviewed=claim.text,
            itemReviewed={"@id": here},
            reviewRating=stated(type="Rating", alternateName=one.rating),
            reviewBody=one.summary,
            datePublished=date(one.rated),
        )
        for one in claim.assessments.all()
    ]
    return [node, *reviews, breadcrumbs((claim.event.title, address("event", claim.event.slug)), (title, here))]
