"""What the documents of records hold."""

from __future__ import annotations

from claims.public.describing import (
    Schema,
    listed,
    or_null,
    ref,
    shape,
    stored,
    text,
    whole,
    with_more,
    word,
    yes_or_no,
)
from claims.public.schemas.references import GONE, claim_reference, document, fields_of, identifier
from claims.vocabulary import Capacity, ContradictionKind


def records() -> dict[str, Schema]:
    pair = listed(ref("ClaimReference"), "The two claims.", minItems=2, maxItems=2)
    contradiction = {
        "kind": word(ContradictionKind, "How they can't both be true."),
        "element": stored("claims.Contradiction.element"),
        "reason": stored("claims.Contradiction.reason"),
    }
    return {
        "Publisher": document("publisher", "Who publishes sources.", **fields_of("sources.Publisher", _PUBLISHER)),
        "Source": document(
            "source",
            "A document in which statements are read.",
            **fields_of("sources.Source", _SOURCE),
            source_url=stored("sources.Source.url"),
            publisher=ref("Named"),
            derived_from=or_null(ref("Titled")),
        ),
        "Actor": _actor(),
        "Event": _event(),
        "Claim": _claim(contradiction),
        "Contradiction": document(
            "contradiction",
            "Two claims that can't both be true: the registry's own inference.",
            claims=pair,
            **contradiction,
        ),
        "CounterAccusation": document(
            "counter-accusation",
            "Two claims by which two parties charge each other with the same kind of act.",
            claims=pair,
            reason=stored("claims.CounterAccusation.reason"),
        ),
    }


_PUBLISHER = ("name", "kind", "country", "homepage")
_SOURCE = ("title", "kind", "archive_url", "published", "dateline", "retrieved_at", "language")


def _actor() -> Schema:
    alias = shape("Another name.", **fields_of("claims.ActorAlias", ("name", "language")))
    return document(
        "actor",
        "Who makes statements, or whom claims are about.",
        **fields_of("claims.Actor", ("name", "kind", "role", "country")),
        aliases=listed(alias, "Other names, each with its language."),
        part_of=or_null(ref("Named")),
        speaks_for=or_null(ref("Named")),
        party=ref("Named"),
        publisher=or_null(ref("Named")),
    )


def _event() -> Schema:
    name = shape("A name of the place.", **fields_of("claims.PlaceName", ("name", "language")))
    place = shape(
        "A place, with all its names, none preferred.",
        id=identifier("Public id, used by the filter `place`."),
        names=listed(name, "Names, each with its language."),
        latitude=or_null(text("Degrees north, WGS 84, as a decimal.")),
        longitude=or_null(text("Degrees east, WGS 84, as a decimal.")),
        precision_km=stored("claims.Place.precision_km"),
    )
    return document(
        "event",
        "What claims are about.",
        **fields_of("claims.Event", ("title", "occurred")),
        place=or_null(place),
        part_of=or_null(ref("Titled")),
    )


def _claim(contradiction: dict[str, Schema]) -> Schema:
    rival = claim_reference()
    contradicts = with_more(
        rival,
        "A claim that can't be true together with this one.",
        contradiction=identifier("Public id of the contradiction."),
        **contradiction,
        changes_standing=yes_or_no("False where either claim is a characterisation."),
    )
    answered = with_more(
        rival,
        "A claim by which the other party makes the same charge.",
        counter_accusation=identifier("Public id of the counter-accusation."),
        reason=contradiction["reason"],
    )
    about = shape(
        "An actor that the claim is about.",
        id=identifier(),
        name=or_null(text(f"Name. {GONE}")),
        role=or_null(text("Office or function.")),
        as_=word(Capacity, "As what."),
    )
    return document(
        "claim",
        "One proposition that can be true or false, with all that is on record about it.",
        **fields_of("claims.Claim", ("text", "question", "language", "kind", "note", "occurred")),
        event=ref("Titled"),
        about=listed(about, "The actors it is about."),
        figure=or_null(ref("Figure")),
        rests_on=listed(ref("GroundOfClaim"), "Claims that must be true for this one to be."),
        standing=ref("Standing"),
        statements=listed(
            ref("StatementInClaim"),
            "All of them, by said, then the source's date, then order of recording.",
        ),
        contradicts=listed(contradicts, "Claims that can't be true together with it."),
        counter_accusations=listed(answered, "Claims that answer it in kind."),
        response_searches=listed(_search(), "Where a response was looked for in vain."),
        assessments=listed(ref("AssessmentInClaim"), "Ratings by named organisations."),
        origins=shape(
            "How many reports there are, and how many origins they go back to.",
            reports=whole("How many sources carry statements."),
            origins=listed(ref("Titled"), "The sources that they go back to."),
        ),
    )


def _search() -> Schema:
    fields = fields_of("claims.ResponseSearch", ("searched_in", "searched"))
    return shape("A response was looked for and none found.", actor=ref("Named"), **fields)
