"""How documents name other records, and what all documents have in common."""

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
)
from claims.vocabulary import StandingValue

GONE = "Null where that record is not public any more."


def identifier(help_: str = "Public id.") -> Schema:
    return text(help_)


def _named(help_: str) -> Schema:
    return shape(help_, id=identifier(), name=or_null(text(f"Name. {GONE}")))


def _titled(help_: str) -> Schema:
    return shape(help_, id=identifier(), title=or_null(text(f"Title. {GONE}")))


def parties(help_: str) -> Schema:
    return listed(ref("Named"), help_)


def document(type_: str, help_: str, /, **fields: Schema) -> Schema:
    """A published document: what all have in common, then its own fields."""
    common = {
        "id": identifier("Public id, for good."),
        "key": text("The record's key in the ledger.", format="uuid"),
        "type": text("Type of record.", const=type_),
        "format": whole("Version of this shape."),
        "url": text("Path of its page."),
        "version": whole("Counts the published versions of the record from 1."),
        "published_at": time("When first published (UTC)."),
        "updated_at": time("When it last changed itself, not by what it shows of others (UTC)."),
    }
    return shape(help_, **{**common, **fields})


def references() -> dict[str, Schema]:
    claim = shape(
        "Another claim, as documents name it.",
        id=identifier(),
        text=or_null(text(f"The claim. {GONE}")),
        question=or_null(text("A neutral headline.")),
        standing=or_null(word(StandingValue, f"What the published record shows. {GONE}")),
        label=or_null(text("The standing in words, with the parties.")),
    )
    who_asserts = parties("The parties whose assertion stands.")
    concerned = parties("All parties that have to do with its standing.")
    return {
        "Named": _named("A record by its public id and name."),
        "Titled": _titled("A record by its public id and title."),
        "GroundOfClaim": with_more(claim, "A claim on which another rests.", parties=concerned),
        "ClaimOfPart": with_more(claim, "The claim that a statement or assessment is about.", asserted_by=who_asserts),
        "ClaimReference": with_more(
            claim, "A claim that a pair joins to another.", asserted_by=who_asserts, parties=concerned
        ),
        "SourceReference": shape(
            "A source, as statements name it.",
            id=identifier(),
            title=or_null(text(f"Title. {GONE}")),
            kind=or_null(stored("sources.Source.kind")),
            url=stored("sources.Source.url"),
            archive_url=stored("sources.Source.archive_url"),
            published=stored("sources.Source.published"),
            language=or_null(stored("sources.Source.language")),
            publisher=or_null(ref("Named")),
        ),
    }


def claim_reference() -> Schema:
    return references()["ClaimReference"]


def claim_of_part() -> Schema:
    return references()["ClaimOfPart"]


def fields_of(model: str, names: tuple[str, ...]) -> dict[str, Schema]:
    return {name: stored(f"{model}.{name}") for name in names}
