"""By what each list can be narrowed in one step, with counts: its facets. facet_counts.py counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.vocabulary import Stance


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter whose values are counted. `column` is the rows' own."""

    name: str
    column: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """What it is set by, and what is therefore left out of its own counts."""
        return (self.name,)


class WordFacet(Facet):
    """Words of a vocabulary, or `true` and `false`, one a row."""


class CodeFacet(Facet):
    """Codes that have no list of their own here: countries."""


class LanguageFacet(Facet):
    """Languages: `en` counts `en-GB` too, as its filter does."""


@dataclass(frozen=True, slots=True)
class WordsFacet(Facet):
    """Words of a vocabulary, several a row."""


@dataclass(frozen=True, slots=True)
class RecordFacet(Facet):
    """Records that a column names. With a `tree`, what lies below one counts for it, and only topmost are offered."""

    of: str
    tree: str | None = None


@dataclass(frozen=True, slots=True)
class TokenFacet(RecordFacet):
    """Records that tokens of the row name, several a row; `column` is what the tokens begin with."""


@dataclass(frozen=True, slots=True)
class StanceFacet(RecordFacet):
    """Actors with a stance that stands, in statements that meet what else is asked of statements."""

    stance: str = ""


@dataclass(frozen=True, slots=True)
class YearFacet(Facet):
    """Years in which a date may lie, as its bounds of a year find it."""

    @property
    def parameters(self) -> tuple[str, ...]:
        return (f"{self.column}_after", f"{self.column}_before")


_EVENT = RecordFacet("event", "event", of="event", tree="parts")
_DISPUTES = (
    WordFacet("kind", "kind"),
    _EVENT,
    StanceFacet("asserted_by", "actor", of="actor", tree="voices", stance=Stance.ASSERTS),
    StanceFacet("denied_by", "actor", of="actor", tree="voices", stance=Stance.DENIES),
    TokenFacet("about", "about", of="actor", tree="voices"),
    WordFacet("measure", "measure"),
    WordFacet("has_contradiction", "has_contradiction"),
    LanguageFacet("language", "language"),
    YearFacet("occurred", "occurred"),
)
_DENIALS = (
    RecordFacet("actor", "actor", of="actor", tree="voices"),
    _EVENT,
    WordsFacet("element", "elements"),
    WordFacet("stands", "stands"),
    TokenFacet("publisher", "publisher", of="publisher"),
    LanguageFacet("language", "language"),
    YearFacet("said", "said"),
)

FACETS: Mapping[str, Sequence[Facet]] = {
    "disputes": _DISPUTES,
    "claims": (WordFacet("standing", "standing"), *_DISPUTES),
    "statements": (WordFacet("stance", "stance"), *_DENIALS),
    "denials": _DENIALS,
    "contradictions": (WordFacet("kind", "kind"), WordFacet("element", "element")),
    "events": (RecordFacet("part_of", "slug", of="event", tree="parts"), YearFacet("occurred", "occurred")),
    "actors": (
        WordFacet("kind", "kind"),
        RecordFacet("speaks_for", "slug", of="actor", tree="voices"),
        CodeFacet("country", "country"),
    ),
    "sources": (
        WordFacet("kind", "kind"),
        RecordFacet("publisher", "publisher", of="publisher"),
        LanguageFacet("language", "language"),
        YearFacet("published", "published"),
    ),
    "publishers": (WordFacet("kind", "kind"), CodeFacet("country", "country")),
}
