"""The pages that say what the registry is: its method with all definitions, and how to use its data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import capital
from claims.vocabulary import (
    ActorKind,
    Basis,
    Capacity,
    ClaimKind,
    ContradictionKind,
    Element,
    Measure,
    Population,
    Quantifier,
    Stance,
    StandingValue,
    Wording,
)
from factreg.choices import DefinedChoices

# (anchor, title, what it is about, vocabulary), as they stand on the page.
VOCABULARIES: list[tuple[str, str, str, type[DefinedChoices]]] = [
    ("standing", "Standings", "What the published record shows of a claim.", StandingValue),
    ("stance", "Stances", "What a statement does to a claim.", Stance),
    ("element", "Elements", "The part of a claim that a stance is about.", Element),
    ("kind", "Kinds of claim", "What sort of proposition a claim is.", ClaimKind),
    ("contradiction", "Contradictions", "How two claims can't both be true.", ContradictionKind),
    ("capacity", "About whom", "As what a claim is about an actor.", Capacity),
    ("actor", "Kinds of actor", "Who states, or whom a claim is about.", ActorKind),
    ("measure", "Figures: measure", "What a figure counts.", Measure),
    ("population", "Figures: population", "Of what sort of people.", Population),
    ("quantifier", "Figures: quantifier", "How its bounds are meant.", Quantifier),
    ("basis", "Figures: basis", "Over what it counts.", Basis),
    ("wording", "Quotations", "Whose words they are in.", Wording),
]


@require_safe
def about_page(request: HttpRequest) -> HttpResponse:
    def render() -> str:
        page = {
            "title": "Method and definitions",
            "description": "What the registry records, what it does not, and what each of its words means.",
            "canonical": "/about/",
            "section": "about",
        }
        return rendered("public/about.html", page, vocabularies=_definitions())

    return serve(request, identity=("about",), render=render)


def _definitions() -> list[dict[str, Any]]:
    return [
        {
            "id": anchor,
            "title": title,
            "intro": intro,
            "entries": [
                {"id": f"{anchor}-{choice.value}", "word": capital(str(choice.label)), "definition": choice.definition}
                for choice in choices
            ],
        }
        for anchor, title, intro, choices in VOCABULARIES
    ]


@require_safe
def developers_page(request: HttpRequest) -> HttpResponse:
    def render() -> str:
        page = {
            "title": _("For developers"),
            "description": _("How to read the registry by its API, in bulk, and as it changes."),
            "canonical": "/developers/",
            "section": "developers",
        }
        return rendered("public/developers.html", page, site_url=settings.SITE_URL)

    return serve(request, identity=("developers",), render=render)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
