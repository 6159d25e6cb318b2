"""What a claim's page shows, worked out from its document: flat dictionaries, so that the template has little to do.

Pure. The positions are in positions.py, the standing in words in standings.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from claims.public.pages.claimed_figure import figure_view
from claims.public.pages.course import course_of
from claims.public.pages.languages import here
from claims.public.pages.origins import origins_view
from claims.public.pages.positions import sides
from claims.public.pages.standings import Words, standing_words
from claims.public.pages.words import (
    Document,
    bare,
    capital,
    date_words,
    definition_of,
    elements_words,
    label_of,
    lang,
    listed_apart,
    names,
    small,
    standing_word,
)
from claims.vocabulary import Capacity, ClaimKind, ContradictionKind, StandingValue


def claim_view(claim: Document, words: Words | None = None) -> dict[str, Any]:
    """All that templates/public/claim.html asks for, but for what is known of the claim's history.

    `words`: its standing's, where they have been found already.
    """
    standing = words or standing_words(claim)
    return {
        "claim": claim,
        "lang": lang(claim["language"]),
        "heading": claim["question"] or claim["text"],
        "attribution": standing.lede,
        "label": standing.whole,
        "standing": standing_view(claim["standing"], standing),
        "facts": _facts(claim),
        "about": _about(claim),
        "sides": sides(claim),
        "rivals": listed_apart(names(claim["standing"]["contradicted_by"])),
        "contradictions": [_rival(rival) for rival in claim["contradicts"]],
        "counter_accusations": [_related(other) for other in claim["counter_accusations"]],
        "rests_on": [_related(ground) for ground in claim["rests_on"]],
        "figure": figure_view(claim["figure"]),
        "assessments": [_assessment(assessment) for assessment in claim["assessments"]],
        "searches": [_search(search) for search in claim["response_searches"]],
        "course": course_of(claim),
        "origins": origins_view(claim),
    }


def standing_view(standing: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The standing in words, split where the parties end and the reach of the reading begins."""
    return {
        "value": standing["value"],
        "word": capital(standing_word(standing["value"])),
        "lede": words.lede_html,
        "rest": words.rest_html,
        "lang": words.language,
        "as_of": date_words(standing["as_of"]),
        # Of a bare assertion the label itself says it.
        "read": "" if standing["value"] == StandingValue.ASSERTED else _read(standing["sources_read"]),
    }


def _read(sources_read: Mapping[str, Any]) -> str:
    count, latest = sources_read["count"], date_words(sources_read["latest"])
    if not count:
        return ""
    if not latest:
        pattern = ngettext("{number} source read on this topic.", "{number} sources read on this topic.", count)
        return pattern.format(number=count)
    pattern = ngettext(
        "{number} source read on this topic, dated {date}.",
        "{number} sources read on this topic, the latest {date}.",
        count,
    )
    return pattern.format(number=count, date=latest)


def _facts(claim: Document) -> list[tuple[str, str]]:
    """What kind of claim it is, and when what it is about is said to have happened."""
    facts = [
        (gettext("Kind of claim"), capital(label_of(ClaimKind, claim["kind"]))),
        (gettext("Happened"), date_words(claim["occurred"])),
    ]
    return [(name, value) for name, value in facts if value]


def _about(claim: Document) -> list[dict[str, str]]:
    """The actors it is about, each with its part in what is claimed."""
    return [
        {
            "url": here(f"/actors/{actor['id']}/"),
            "name": actor["name"] or actor["id"],
            "note": small(bare(definition_of(Capacity, actor["as"]))),
        }
        for actor in claim["about"]
    ]


def _rival(rival: Document) -> dict[str, Any]:
    notes = [definition_of(ContradictionKind, rival["kind"])]
    if rival["element"]:
        notes.append(gettext("It is about the {element}.").format(element=elements_words([rival["element"]])))
    if not rival["changes_standing"]:
        notes.append(gettext("As one of the two is a characterisation, neither changes the other's standing."))
    return {**_related(rival), "notes": notes}


def _related(other: Document) -> dict[str, Any]:
    """Another claim as this one's page tells of it: never bare, always with who says what.

    Its label is the stored one, which is English; the word of its standing is in the reader's language.
    """
    label = other["label"]
    return {
        "id": other["id"],
        "heading": other["question"] or other["text"] or other["id"],
        "text": other["text"] if other["question"] else "",
        "label": label or gettext("no longer public"),
        "label_lang": "en" if label and get_language() != "en" else "",
        "disputed": other["standing"] == StandingValue.DISPUTED,
        "standing": capital(standing_word(other["standing"])),
        "reason": other.get("reason"),
    }


def _assessment(assessment: Document) -> dict[str, Any]:
    organisation = assessment["organisation"]
    return {
        **assessment,
        "organisation": organisation["name"] or organisation["id"],
        "organisation_id": organisation["id"],
        "rated": date_words(assessment["rated"]),
    }


def _search(search: Document) -> SafeString:
    """Whose response was looked for, when and where, with a link to that actor."""
    if search["searched"] and search["searched_in"]:
        pattern = gettext("A response of {actor} was looked for ({date}) in {place}; none found.")
    elif search["searched"]:
        pattern = gettext("A response of {actor} was looked for ({date}); none found.")
    elif search["searched_in"]:
        pattern = gettext("A response of {actor} was looked for in {place}; none found.")
    else:
        pattern = gettext("A response of {actor} was looked for; none found.")
    actor = search["actor"]
    named = format_html('<a href="{}"><bdi>{}</bdi></a>', here(f"/actors/{actor['id']}/"), actor["name"] or actor["id"])
    place = format_html("<bdi>{}</bdi>", search["searched_in"] or "")
    return format_html(pattern, actor=named, date=date_words(search["searched"]), place=place)
