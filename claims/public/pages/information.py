"""The page that says what the registry is: its method, with all definitions; and what robots are told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import capital, definition_of, label_of
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
from sources.vocabulary import PublisherKind, SourceKind

# (anchor, title, what it is about, vocabulary), as they stand on the page.
VOCABULARIES: list[tuple[str, Any, Any, type[DefinedChoices]]] = [
    ("standing", gettext_lazy("Standings"), gettext_lazy("What the published record shows of a claim."), StandingValue),
    ("stance", gettext_lazy("Stances"), gettext_lazy("What a statement does to a claim."), Stance),
    ("element", gettext_lazy("Elements"), gettext_lazy("The part of a claim that a stance is about."), Element),
    ("kind", gettext_lazy("Kinds of claim"), gettext_lazy("What sort of proposition a claim is."), ClaimKind),
    (
        "contradiction",
        gettext_lazy("Contradictions"),
        gettext_lazy("How two claims can't both be true."),
        ContradictionKind,
    ),
    ("capacity", gettext_lazy("About whom"), gettext_lazy("As what a claim is about an actor."), Capacity),
    ("actor", gettext_lazy("Kinds of actor"), gettext_lazy("Who states, or whom a claim is about."), ActorKind),
    ("source", gettext_lazy("Kinds of source"), gettext_lazy("What sort of document a source is."), SourceKind),
    ("publisher", gettext_lazy("Kinds of publisher"), gettext_lazy("Who publishes sources."), PublisherKind),
    ("measure", gettext_lazy("Figures: measure"), gettext_lazy("What a figure counts."), Measure),
    ("population", gettext_lazy("Figures: population"), gettext_lazy("Of what sort of people."), Population),
    ("quantifier", gettext_lazy("Figures: quantifier"), gettext_lazy("How its bounds are meant."), Quantifier),
    ("basis", gettext_lazy("Figures: basis"), gettext_lazy("Over what it counts."), Basis),
    ("wording", gettext_lazy("Quotations"), gettext_lazy("Whose words they are in."), Wording),
]


@require_safe
def about_page(request: HttpRequest) -> HttpResponse:
    def render() -> str:
        page = {
            "title": _("Method and definitions"),
            "description": _("What the registry records, what it does not, and what each of its words means."),
            "canonical": "/about/",
            "section": "about",
        }
        return rendered("public/about.html", page, vocabularies=_definitions(), second_person=second_person)

    second_person = settings.REVIEW_BY_SECOND_PERSON
    return serve(request, identity=("about", second_person), render=render)


def _definitions() -> list[dict[str, Any]]:
    return [
        {
            "id": anchor,
            "title": title,
            "intro": intro,
            "entries": [
                {
                    "id": f"{anchor}-{value}",
                    "word": capital(label_of(choices, value)),
                    "definition": definition_of(choices, value),
                }
                for value in choices.values
            ],
        }
        for anchor, title, intro, choices in VOCABULARIES
    ]


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
