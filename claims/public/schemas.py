"""What each published document holds: the components of the OpenAPI schema and of the data dictionary.

Shapes only; documents are composed in claims/ledger/. A test holds every real document to these.
"""

from __future__ import annotations

from functools import cache

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
from claims.vocabulary import Capacity, ContradictionKind, Element, StandingValue

GONE = "Null where that record is not public any more."


def _id(help_: str = "Public id.") -> Schema:
    return text(help_)


def _named(help_: str) -> Schema:
    return shape(help_, id=_id(), name=or_null(text(f"Name. {GONE}")))


def _titled(help_: str) -> Schema:
    return shape(help_, id=_id(), title=or_null(text(f"Title. {GONE}")))


def _parties(help_: str) -> Schema:
    return listed(ref("Named"), help_)


def _document(type_: str, help_: str, /, **fields: Schema) -> Schema:
    """A published document: what all have in common, then its own fields."""
    common = {
        "id": _id("Public id, for good."),
        "key": text("The record's key in the ledger.", format="uuid"),
        "type": text("Type of record.", const=type_),
        "format": whole("Version of this shape."),
        "url": text("Path of its page."),
        "version": whole("Counts the published versions of the record from 1."),
        "published_at": time("When first published (UTC)."),
        "updated_at": time("When it last changed itself, not by what it shows of others (UTC)."),
    }
    return shape(help_, **{**common, **fields})


@cache
def components() -> dict[str, Schema]:
    """The schemas by name."""
    return {**_references(), **_parts(), **_records(), "Changes": _changes()}


def _references() -> dict[str, Schema]:
    claim = shape(
        "Another claim, as documents name it.",
        id=_id(),
        text=or_null(text(f"The claim. {GONE}")),
        question=or_null(text("A neutral headline.")),
        standing=or_null(word(StandingValue, f"What the published record shows. {GONE}")),
        label=or_null(text("The standing in words, with the parties.")),
    )
    who_asserts = _parties("The parties whose assertion stands.")
    return {
        "Named": _named("A record by its public id and name."),
        "Titled": _titled("A record by its public id and title."),
        "GroundOfClaim": claim,
        "ClaimReference": with_more(claim, "A claim with who asserts it.", asserted_by=who_asserts),
        "SourceReference": shape(
            "A source, as statements name it.",
            id=_id(),
            title=or_null(text(f"Title. {GONE}")),
            kind=or_null(stored("sources.Source.kind")),
            url=stored("sources.Source.url"),
            archive_url=stored("sources.Source.archive_url"),
            published=stored("sources.Source.published"),
            language=or_null(stored("sources.Source.language")),
            publisher=or_null(ref("Named")),
        ),
    }


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
        "id": _id("Public id: the claim's, a full stop, and its number."),
        "number": whole("Its number in the claim, for good."),
        "actor": shape(
            "Who states it.",
            id=_id(),
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
        "origin": _id("Public id of the source that it goes back to."),
    }


def _assessment() -> dict[str, Schema]:
    fields = ("rating", "scale", "summary", "url", "rated")
    return {
        "id": _id("Public id: the claim's, `.a`, and its number."),
        "number": whole("Its number in the claim, for good."),
        "organisation": ref("Named"),
        **{name: stored(f"claims.Assessment.{name}") for name in fields},
    }


def _piece(help_: str, type_: str, fields: dict[str, Schema]) -> Schema:
    """A part of a claim as its own endpoint sends it: with the claim."""
    claim = with_more(
        _claim_reference(),
        "The claim that it is about.",
        denied_by=_parties("The parties whose denial stands."),
    )
    own = {name: schema for name, schema in fields.items() if name != "url"}
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


def _claim_reference() -> Schema:
    return _references()["ClaimReference"]


def _parts() -> dict[str, Schema]:
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
        asserted_by=_parties("Parties whose assertion stands."),
        denied_by=_parties("Parties whose denial stands."),
        contradicted_by=_parties("Parties that assert a claim that contradicts it."),
        withdrawn_by=_parties("Parties that took their assertion back."),
        differently_characterised_by=_parties("Parties that use an opposed label."),
        sources_read=read,
        responses_sought=listed(sought, "Responses that were looked for."),
        rests_on_disputed=yes_or_no("Whether a claim that it rests on is disputed."),
        folded_into=or_null(_id("In lists of disputes it is shown with this claim.")),
    )


def _records() -> dict[str, Schema]:
    pair = listed(ref("ClaimReference"), "The two claims.", minItems=2, maxItems=2)
    contradiction = {
        "kind": word(ContradictionKind, "How they can't both be true."),
        "element": stored("claims.Contradiction.element"),
        "reason": stored("claims.Contradiction.reason"),
    }
    return {
        "Publisher": _document("publisher", "Who publishes sources.", **_of("sources.Publisher", _PUBLISHER)),
        "Source": _document(
            "source",
            "A document in which statements are read.",
            **_of("sources.Source", _SOURCE),
            publisher=ref("Named"),
            derived_from=or_null(ref("Titled")),
        ),
        "Actor": _actor(),
        "Event": _event(),
        "Claim": _claim(contradiction),
        "Contradiction": _document(
            "contradiction",
            "Two claims that can't both be true: the registry's own inference.",
            claims=pair,
            **contradiction,
        ),
        "CounterAccusation": _document(
            "counter-accusation",
            "Two claims by which two parties charge each other with the same kind of act.",
            claims=pair,
            reason=stored("claims.CounterAccusation.reason"),
        ),
    }


_PUBLISHER = ("name", "kind", "country", "homepage")
_SOURCE = ("title", "kind", "url", "archive_url", "published", "retrieved_at", "language")


def _of(model: str, names: tuple[str, ...]) -> dict[str, Schema]:
    return {name: stored(f"{model}.{name}") for name in names}


def _actor() -> Schema:
    alias = shape("Another name.", **_of("claims.ActorAlias", ("name", "language")))
    return _document(
        "actor",
        "Who makes statements, or whom claims are about.",
        **_of("claims.Actor", ("name", "kind", "role", "country")),
        aliases=listed(alias, "Other names, each with its language."),
        part_of=or_null(ref("Named")),
        speaks_for=or_null(ref("Named")),
        party=ref("Named"),
        publisher=or_null(ref("Named")),
    )


def _event() -> Schema:
    name = shape("A name of the place.", **_of("claims.PlaceName", ("name", "language")))
    place = shape(
        "A place, with all its names, none preferred.",
        id=_id("Public id, used by the filter `place`."),
        names=listed(name, "Names, each with its language."),
        latitude=or_null(text("Degrees north, WGS 84, as a decimal.")),
        longitude=or_null(text("Degrees east, WGS 84, as a decimal.")),
        precision_km=stored("claims.Place.precision_km"),
    )
    return _document(
        "event",
        "What claims are about.",
        **_of("claims.Event", ("title", "occurred")),
        place=or_null(place),
        part_of=or_null(ref("Titled")),
    )


def _claim(contradiction: dict[str, Schema]) -> Schema:
    rival = _claim_reference()
    contradicts = with_more(
        rival,
        "A claim that can't be true together with this one.",
        contradiction=_id("Public id of the contradiction."),
        **contradiction,
        changes_standing=yes_or_no("False where either claim is a characterisation."),
    )
    answered = with_more(
        rival,
        "A claim by which the other party makes the same charge.",
        counter_accusation=_id("Public id of the counter-accusation."),
        reason=contradiction["reason"],
    )
    about = shape(
        "An actor that the claim is about.",
        id=_id(),
        name=or_null(text(f"Name. {GONE}")),
        role=or_null(text("Office or function.")),
        as_=word(Capacity, "As what."),
    )
    return _document(
        "claim",
        "One proposition that can be true or false, with all that is on record about it.",
        **_of("claims.Claim", ("text", "question", "language", "kind", "note", "occurred")),
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
    fields = _of("claims.ResponseSearch", ("searched_in", "searched"))
    return shape("A response was looked for and none found.", actor=ref("Named"), **fields)


def _changes() -> Schema:
    documents = [ref(name) for name in _records()]
    entry = shape(
        "An entry of the ledger.",
        seq=whole("Position."),
        at=time("When it was entered (UTC)."),
        action=stored("ledger.Entry.action"),
        type=text("Type of the record."),
        key=text("The record's key.", format="uuid"),
        id=or_null(_id()),
        version=whole("The version that it made or was about."),
        cause=or_null(whole("The entry because of which it was made.")),
        reason=or_null(text("The public reason.")),
        merged_into=or_null(_id("Public id of the record that it was merged into.")),
        document={
            "anyOf": [*documents, {"type": "null"}],
            "description": "Null where the entry has none, or it may not be served.",
        },
        commitment=or_null(text("SHA-256 of nonce and document, hexadecimal.")),
        nonce=or_null(text("32 bytes, hexadecimal. Null where the document is.")),
    )
    return shape(
        "Entries of the ledger in order.",
        results=listed(entry, "The entries."),
        head=whole("The ledger's last position."),
        next_after=whole("Where to go on."),
    )
