"""A claim as schema.org's Claim: every statement beside every other, and the ratings of named organisations.

`author` is who asserts it, as schema.org means the word; who denies it stands in `name`, `description` and among the
statements (`subjectOf`), each of which is written alike, whatever its stance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from claims.public.jsonld.records import source_node
from claims.public.jsonld.words import (
    ACTOR_TYPES,
    Document,
    Node,
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
from claims.public.pages.standings import Words, standing_words, title_of
from claims.public.pages.words import attribution
from claims.vocabulary import Element, Stance
from factreg.choices import DefinedChoices

# "1 to 5", "1-5": the lowest and the highest value of a scale.
_SCALE = re.compile(r"\D*(\d+)\s*(?:to|-|–)\s*(\d+)\D*")  # noqa: RUF001 - the dash is meant
_NUMBER = re.compile(r"\d+(\.\d+)?")


def claim_nodes(claim: Document) -> list[Node]:
    """The claim with its statements, its ratings, and the way to it."""
    here = address("claim", claim["id"])
    words = standing_words(claim)
    node = _claim(claim, words) | stated(
        appearance=[source_node(source) for source in _sources(claim)],
        firstAppearance=_first_appearance(claim),
        subjectOf=[_statement(statement, here) for statement in claim["statements"]],
        mentions=[_other(other) for other in (*claim["contradicts"], *claim["counter_accusations"])],
        review=[{"@id": _review_id(assessment, here)} for assessment in claim["assessments"]],
    )
    return [node, *(_review(assessment, claim, here) for assessment in claim["assessments"]), _way(claim, words)]


def summary_nodes(claim: Document, words: Words) -> list[Node]:
    """The claim without its statements, its ratings, and the way to it."""
    here = address("claim", claim["id"])
    reviews = (_review(assessment, claim, here) for assessment in claim["assessments"])
    return [_claim(claim, words), *reviews, _way(claim, words)]


def reviews(claim: Document) -> list[Node]:
    """The ratings of a claim by named organisations, each complete in itself: with the claim that it rates."""
    here = address("claim", claim["id"])
    rated = _claim(claim, standing_words(claim)) | stated(
        appearance=[source_node(source) for source in _sources(claim)], firstAppearance=_first_appearance(claim)
    )
    return [_review(assessment, claim, here) | {"itemReviewed": rated} for assessment in claim["assessments"]]


def _claim(claim: Document, words: Words) -> Node:
    standing = claim["standing"]
    about = [reference("event", claim["event"], as_type="Event")]
    about += [reference("actor", actor) for actor in claim["about"]]
    return {
        "@type": "Claim",
        **record(claim),
        **stated(
            name=title_of(claim, words),
            description=words.whole,
            text=claim["text"],
            inLanguage=language(claim["language"]),
            author=[reference("actor", party) for party in standing["asserted_by"]],
            about=about,
            temporalCoverage=interval(claim["occurred"]),
            claimInterpreter=registry(),
            version=claim["version"],
            sdPublisher={"@id": registry()["@id"]},
            sdDatePublished=claim["updated_at"],
        ),
    }


def _way(claim: Document, words: Words) -> Node:
    event = claim["event"]
    return breadcrumbs(
        (event["title"] or event["id"], address("event", event["id"])),
        (title_of(claim, words), address("claim", claim["id"])),
    )


def _sources(claim: Document) -> Iterable[Document]:
    """Each source in which the claim was read or first made, once."""
    found: dict[str, Document] = {}
    for statement in claim["statements"]:
        for source in (statement["source"], statement["primary_source"]):
            if source:
                found.setdefault(source["id"], source)
    return found.values()


def _first_appearance(claim: Document) -> Node | None:
    """Where all reports go back to one origin, that one."""
    origins = claim["origins"]["origins"]
    return {"@id": address("source", origins[0]["id"])} if len(origins) == 1 else None


def _statement(statement: Document, claim: str) -> Node:
    actor, party = statement["actor"], statement["party"]
    return stated(
        type="CreativeWork",
        id=f"{claim}#statement-{statement['number']}",
        name=statement_name(statement),
        author=reference("actor", actor, as_type=ACTOR_TYPES.get(actor["kind"] or "")),
        sourceOrganization=reference("actor", party) if party["id"] != actor["id"] else None,
        about={"@id": claim},
        text=statement["quote"],
        inLanguage=language(statement["quote_language"]) if statement["quote"] else None,
        workTranslation=_translation(statement),
        dateCreated=date(statement["said"]),
        isPartOf={"@id": address("source", statement["source"]["id"])},
        creativeWorkStatus=None if statement["stands"] else "No longer stands",
    )


def statement_name(statement: Document) -> str:
    """`Azerbaijan denies it`, `Turkey denies it as to agent, means`."""
    party, stance = statement["party"], statement["stance"]
    limits = ", ".join(_label_of(Element, name) for name in statement["elements"])
    return f"{party['name'] or party['id']} {_label_of(Stance, stance)} it{f' as to {limits}' if limits else ''}"


def _label_of(vocabulary: type[DefinedChoices], value: str) -> str:
    """In English, as the data is."""
    member = vocabulary.member_of(value)
    return str(member.label) if member else value


def _translation(statement: Document) -> Node | None:
    translation = statement["quote_translation"]
    return stated(type="CreativeWork", text=translation) if translation else None


def _other(other: Document) -> Node:
    """A rival claim, with who says what of it and why it is named."""
    what = attribution(other["standing"], other["label"], other["asserted_by"])
    heading = other.get("question") or other["text"] or other["id"]
    return stated(
        type="Claim",
        id=address("claim", other["id"]),
        name=f"{what} — {heading}" if what else heading,
        text=other["text"],
        description=other["reason"],
    )


def _review_id(assessment: Document, claim: str) -> str:
    return f"{claim}#assessment-{assessment['number']}"


def _review(assessment: Document, claim: Document, here: str) -> Node:
    """A named organisation's rating, as the organisation words it. The registry rates nothing."""
    return stated(
        type="ClaimReview",
        id=_review_id(assessment, here),
        url=assessment["url"],
        author=reference("publisher", assessment["organisation"], as_type="Organization"),
        claimReviewed=claim["text"],
        itemReviewed={"@id": here},
        reviewRating=_rating(assessment),
        reviewBody=assessment["summary"],
        datePublished=date(assessment["rated"]),
    )


def _rating(assessment: Document) -> Node:
    """Its words; numbers only where the rating is one, on a scale that says from where to where."""
    rating, scale = assessment["rating"], _SCALE.fullmatch(assessment["scale"] or "")
    numbers: dict[str, Any] = {}
    if scale and _NUMBER.fullmatch(rating):
        lowest, highest = sorted((int(scale[1]), int(scale[2])))
        numbers = {"ratingValue": rating, "worstRating": str(lowest), "bestRating": str(highest)}
    return stated(type="Rating", alternateName=rating, **numbers)
