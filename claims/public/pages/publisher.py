"""The page of a publisher: its sources, what is claimed and denied in them, who reports as it, what it has rated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from claims.public.pages import referring, rows
from claims.public.pages.languages import here
from claims.public.pages.rows import Row, told_of
from claims.public.pages.sections import Context, section, shown
from claims.public.pages.words import Document, capital, date_words, standing_word
from claims.public.reading import Snapshot


def publisher_context(publisher: Document, at: Snapshot) -> Context:
    """All that the page shows."""
    slug, name, homepage = publisher["id"], publisher["name"], publisher["homepage"]
    return {
        "heading": name,
        "description": _("Sources of {publisher}, and what is claimed and denied in them.").format(publisher=name),
        "notes": [capital(rows.kind_words("publisher", publisher["kind"])), publisher["country"] or ""],
        "outside": [{"url": homepage, "name": _("Homepage")}] if homepage else [],
        "related": [],
        "sections": shown(_sections(slug, at)),
        "actions": [{"url": here(f"/claims/?publisher={slug}"), "name": _("All claims that it carries")}],
    }


def _sections(slug: str, at: Snapshot) -> list[Context]:
    parts: list[dict[str, Any]] = [
        {
            "id_": "sources",
            "title": _("Its sources"),
            "kind": "plain",
            "documents": referring.sources_of(slug, at),
            "row": rows.source_row,
            "more": f"/sources/?publisher={slug}",
            "empty": _("No source of it is on record."),
        },
        {
            "id_": "claims",
            "title": _("Claims stated or denied in them"),
            "kind": "claim",
            "documents": referring.claims_carried_by(slug, at),
            "row": rows.claim_row,
            "more": f"/claims/?publisher={slug}",
        },
        {
            "id_": "actors",
            "title": _("Who reports as it"),
            "kind": "plain",
            "documents": referring.reporting_as(slug, at),
            "row": rows.actor_row,
            "more": f"/actors/?publisher={slug}",
        },
        {
            "id_": "assessments",
            "title": _("Its assessments"),
            "kind": "assessment",
            "documents": referring.assessments_of(slug, at),
            "row": assessment_row,
            "intro": _("In its own words, apart from the positions. The registry rates nothing."),
        },
    ]
    return [section(**part) for part in parts]


def assessment_row(assessment: Document) -> Row:
    """A rating with the claim that it is of, and who says what of that."""
    claim = assessment["claim"]
    return {
        "url": here(assessment["url"]),
        "heading": claim["question"] or claim["text"] or claim["id"],
        "standing_word": capital(standing_word(claim["standing"])),
        **told_of(claim),
        "rating": assessment["rating"],
        "scale": assessment["scale"],
        "rated": date_words(assessment["rated"]),
        "review_url": assessment["review_url"],
    }
