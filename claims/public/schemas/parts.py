"""What the parts of a claim hold: statements, assessments, the figure, the standing."""

from __future__ import annotations

from claims.public.describing import (
    Schema,
    listed,
    or_null,
    ref,
    shape,
    stored,
    text,
    time,
    whole,
    with_more,
    word,
    yes_or_no,
)
from claims.public.schemas.references import GONE, claim_of_part, identifier, parties
from claims.vocabulary import Element, StandingValue

_QUOTED = ("", "_language", "_wording", "_translation")
_STATEMENT = (
    "stance",
    "elements",
    "said",
    *(f"quote{part}" for part in _QUOTED),
    *(f"passage{part}" for part in _QUOTED),
    "locator",
)


def _statement() -> dict[str, Schema]:
    fields = {name: stored(f"claims.Statement.{name}") for name in _STATEMENT}
    return {
        "id": identifier("Public id: the claim's, a full stop, and its number."),
        "number": whole("Its number in the claim, for good."),
        "actor": shape(
            "Who states it.",
            id=identifier(),
            name=or_null(text(f"Name. {GONE}")),
            role=or_null(text("Office or function.")),
            kind=or_null(stored("claims.Actor.kind")),
        ),
        "party": ref("Named"),
        **fields,
        "stands": yes_or_no("Whether nothing later replaces it."),
        "order_unknown": yes_or_no("Its order to another statement of the actor can't be known."),
        "source": ref("SourceReference"),
        "primary_source": or_null(ref("SourceReference")),
        "origin": identifier("Public id of the source that it goes back to."),
    }


def _assessment() -> dict[str, Schema]:
    fields = ("rating", "scale", "summary", "url", "rated")
    return {
        "id": identifier("Public id: the claim's, `.a`, and its number."),
        "number": whole("Its number in the claim, for good."),
        "organisation": ref("Named"),
        **{name: stored(f"claims.Assessment.{name}") for name in fields},
    }


def _piece(help_: str, type_: str, fields: dict[str, Schema]) -> Schema:
    """A part of a claim as its own endpoint sends it: with the claim."""
    claim = with_more(
        claim_of_part(),
        "The claim that it is about.",
        denied_by=parties("The parties whose denial stands."),
    )
    own = {"review_url" if name == "url" else name: schema for name, schema in fields.items()}
    return shape(
        help_,
        **own,
        type=text("Type of record.", const=type_),
        url=text("Path on the page of its claim."),
        claim=claim,
        version=whole("The version of the claim that it is from."),
        published_at=time("When its claim was first published (UTC)."),
        updated_at=time("When its claim last changed itself (UTC)."),
    )


def parts() -> dict[str, Schema]:
    statement, assessment = _statement(), _assessment()
    return {
        "StatementInClaim": shape("An actor's stance on the claim, in a source.", **statement),
        "AssessmentInClaim": shape("A named organisation's rating of the claim.", **assessment),
        "Statement": _piece("An actor's stance on a claim, in a source.", "statement", statement),
        "Assessment": _piece("A named organisation's rating of a claim.", "assessment", assessment),
        "Figure": _figure(),
        "Standing": _standing(),
    }


def _figure() -> Schema:
    names = ("measure", "population", "area", "low", "high", "quantifier", "as_worded", "basis")
    fields = {name: stored(f"claims.Figure.{name}") for name in (*names, "counted_from", "as_of")}
    side = or_null(ref("Named"))
    return shape("The number that the claim asserts, with what it counts.", **fields, side=side)


def _standing() -> Schema:
    sought = shape(
        "A response was looked for and none found.",
        actor=ref("Named"),
        searched=stored("claims.ResponseSearch.searched"),
    )
    read = shape(
        "The published sources that carry a statement on any claim of the same topmost event.",
        count=whole("How many."),
        latest=or_null(text("The latest one's date (EDTF).")),
    )
    return shape(
        "What the published record shows of the claim. Not a verdict, not a score.",
        value=word(StandingValue, "The standing."),
        label=text("In words, with the parties."),
        as_of=or_null(text("The latest date considered (EDTF).")),
        elements=listed({"type": "string", "enum": list(Element.values)}, "What is denied of it."),
        asserted_by=parties("Parties whose assertion stands."),
        denied_by=parties("Parties whose denial stands."),
        contradicted_by=parties("Parties that assert a claim that contradicts it."),
        withdrawn_by=parties("Parties that took their assertion back."),
        differently_characterised_by=parties("Parties that use an opposed label."),
        sources_read=read,
        responses_sought=listed(sought, "Responses that were looked for."),
        rests_on_disputed=yes_or_no("Whether a claim that it rests on is disputed."),
        folded_into=or_null(identifier("In lists of disputes it is shown with this claim.")),
    )
