"""The columns of the tables: each with its name, how it comes from the document, what it is, and of what kind.

Headers, rows, schemas and documentation are made from these, so that they can't disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import itemgetter
from typing import Any

from factreg.streaming import guarded

Document = Mapping[str, Any]
Reader = Callable[[Document], Any]
Writer = Callable[[Any], str]

# Between the values of a cell that holds several.
SEPARATOR = "; "


class Kind(Enum):
    """What the values of a column are: texts, texts in a list, ..."""

    TEXT = "text"
    LIST = "list"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_OR_NO = "yes or no"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. Only what was typed in words could be taken for a formula."""

    name: str
    read: Reader
    help: str
    kind: Kind = Kind.TEXT

    @property
    def safe_cell(self) -> Writer:
        """What makes a safe cell of a value: none can be taken for a formula, and numbers stay numbers."""
        return _guarded_cell if self._holds_words else cell

    def safe_cells(self, found: Iterable[Any]) -> Iterable[Any]:
        """What `csv` writes as the safe cells of many values. It knows by itself how to write numbers, and None."""
        if self._holds_words:
            return [
                (guarded(value) if type(value) is str else _guarded_cell(value)) if value else "" for value in found
            ]
        return [cell(value) for value in found] if self.kind is Kind.YES_OR_NO else found

    @property
    def _holds_words(self) -> bool:
        return self.kind in (Kind.TEXT, Kind.LIST)


def cell(value: Any) -> str:
    """The value as text; empty where the document has none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return SEPARATOR.join(value) if isinstance(value, list) else str(value)


def _guarded_cell(value: Any) -> str:
    return guarded(cell(value)) if value else ""


def _plain(name: str, *path: str) -> Reader:
    """The value at a path; None as soon as something on it is not there. Short paths are short cuts."""
    if not path:
        return itemgetter(name)
    if len(path) == 1:
        return _inner(name, *path)

    def read(document: Document) -> Any:
        value = document[name]
        for inner in path:
            value = value[inner] if value else None
        return value

    return read


def _inner(name: str, inner: str) -> Reader:
    def read(document: Document) -> Any:
        value = document[name]
        return value[inner] if value else None

    return read


def _added(name: str) -> Reader:
    """A value that documents of an earlier time do not have."""
    return lambda document: document.get(name)


def _joined(*path: str, of: str = "id") -> Reader:
    """One field of each item of a list, in the document's order."""
    items = _plain(*path)

    def read(document: Document) -> list[str]:
        return [str(item[of]) for item in items(document) or () if item[of] is not None]

    return read


def _number_of(name: str) -> Reader:
    return lambda document: len(document[name])


def _record(*more: Column) -> Sequence[Column]:
    return (
        Column("id", _plain("id"), "Public id."),
        Column("url", _plain("url"), "Path of its page."),
        Column("version", _plain("version"), "Version of its record.", Kind.WHOLE),
        Column("published_at", _plain("published_at"), "When first published (UTC).", Kind.TIME),
        Column("updated_at", _plain("updated_at"), "When last changed (UTC).", Kind.TIME),
        *more,
    )


_FIGURE = (
    ("measure", "What the figure counts."),
    ("population", "Of what sort of people."),
    ("area", "Where."),
    ("low", "Least; empty is unbounded."),
    ("high", "Most; empty is unbounded."),
    ("quantifier", "How the bounds are meant."),
    ("as_worded", "The number in the source's words."),
    ("basis", "Over what it counts."),
    ("counted_from", "From when it counts (EDTF)."),
    ("as_of", "The date that it is for (EDTF)."),
)

_BOUNDS = ("low", "high")

CLAIM_COLUMNS = _record(
    Column("text", _plain("text"), "The claim, in neutral words."),
    Column("question", _plain("question"), "A neutral headline."),
    Column("language", _plain("language"), "Language of the text (BCP 47)."),
    Column("kind", _plain("kind"), "Kind of claim."),
    Column("event", _plain("event", "id"), "Public id of the event that it is about."),
    Column("event_title", _plain("event", "title"), "That event's title."),
    Column("occurred", _plain("occurred"), "When it is said to have happened (EDTF)."),
    Column("about", _joined("about"), "Public ids of the actors that it is about.", Kind.LIST),
    Column("standing", _plain("standing", "value"), "What the published record shows."),
    Column("label", _plain("standing", "label"), "The standing in words, with the parties."),
    Column("standing_as_of", _plain("standing", "as_of"), "The latest date considered (EDTF)."),
    Column("standing_elements", _plain("standing", "elements"), "What the denials are about.", Kind.LIST),
    Column("asserted_by", _joined("standing", "asserted_by"), "Parties whose assertion stands.", Kind.LIST),
    Column("denied_by", _joined("standing", "denied_by"), "Parties whose denial stands.", Kind.LIST),
    Column(
        "contradicted_by",
        _joined("standing", "contradicted_by"),
        "Parties that assert a claim that contradicts it.",
        Kind.LIST,
    ),
    Column("folded_into", _plain("standing", "folded_into"), "The dispute it is shown with."),
    Column("sources_read", _plain("standing", "sources_read", "count"), "Sources on its topic.", Kind.WHOLE),
    Column("statements", _number_of("statements"), "How many statements are on record.", Kind.WHOLE),
    Column("reports", _plain("origins", "reports"), "How many of them are reports.", Kind.WHOLE),
    Column("origins", _joined("origins", "origins"), "Where they originate.", Kind.LIST),
    Column("contradicts", _joined("contradicts"), "Claims that contradict it.", Kind.LIST),
    Column("counter_accusations", _joined("counter_accusations"), "Claims that answer it in kind.", Kind.LIST),
    Column("rests_on", _joined("rests_on"), "Claims that must be true for it to be.", Kind.LIST),
    Column("figure_side", _plain("figure", "side", "id"), "Whose the figure is."),
    *(
        Column(f"figure_{name}", _plain("figure", name), help_, Kind.WHOLE if name in _BOUNDS else Kind.TEXT)
        for name, help_ in _FIGURE
    ),
    Column("note", _plain("note"), "Public note."),
)

STATEMENT_COLUMNS = _record(
    Column("claim", _plain("claim", "id"), "Public id of the claim."),
    Column("claim_text", _plain("claim", "text"), "The claim."),
    Column("claim_standing", _plain("claim", "standing"), "The claim's standing."),
    Column("actor", _plain("actor", "id"), "Who said it."),
    Column("actor_name", _plain("actor", "name"), "Its name."),
    Column("actor_role", _plain("actor", "role"), "In which role."),
    Column("party", _plain("party", "id"), "Whose word it is."),
    Column("stance", _plain("stance"), "What it does to the claim."),
    Column("elements", _plain("elements"), "What of the claim; empty is the whole.", Kind.LIST),
    Column("stands", _plain("stands"), "Whether nothing later replaces it.", Kind.YES_OR_NO),
    Column("said", _plain("said"), "When it was said (EDTF)."),
    Column("quote", _plain("quote"), "The actor's own words."),
    Column("quote_language", _plain("quote_language"), "Their language (BCP 47)."),
    Column("quote_translation", _plain("quote_translation"), "Their translation."),
    Column("source", _plain("source", "id"), "Where it was read."),
    Column("source_title", _plain("source", "title"), "That source's title."),
    Column("source_url", _plain("source", "url"), "Its address."),
    Column("source_published", _plain("source", "published"), "When it was published (EDTF)."),
    Column("publisher", _plain("source", "publisher", "id"), "Who published it."),
    Column("primary_source", _plain("primary_source", "id"), "Where it was first made."),
    Column("locator", _plain("locator"), "Where in the source."),
)

ASSESSMENT_COLUMNS = _record(
    Column("claim", _plain("claim", "id"), "Public id of the claim."),
    Column("claim_text", _plain("claim", "text"), "The claim."),
    Column("claim_standing", _plain("claim", "standing"), "The claim's standing."),
    Column("organisation", _plain("organisation", "id"), "Who rated it."),
    Column("organisation_name", _plain("organisation", "name"), "Its name."),
    Column("rating", _plain("rating"), "The rating in its words."),
    Column("scale", _plain("scale"), "The scale of its ratings."),
    Column("summary", _plain("summary"), "Its grounds in short."),
    Column("review_url", _plain("review_url"), "Where it published the rating."),
    Column("rated", _plain("rated"), "When it did (EDTF)."),
)


def _pair(*more: Column) -> Sequence[Column]:
    return _record(
        Column("claims", _joined("claims"), "Public ids of the two claims.", Kind.LIST),
        Column("texts", _joined("claims", of="text"), "The two claims.", Kind.LIST),
        Column("labels", _joined("claims", of="label"), "Their standings in words, with the parties.", Kind.LIST),
        *more,
        Column("reason", _plain("reason"), "Why the two are joined."),
    )


CONTRADICTION_COLUMNS = _pair(
    Column("kind", _plain("kind"), "How they exclude each other."),
    Column("element", _plain("element"), "What they contradict each other in."),
)

EVENT_COLUMNS = _record(
    Column("title", _plain("title"), "Title."),
    Column("occurred", _plain("occurred"), "When it happened, as far as stated (EDTF)."),
    Column("place", _plain("place", "id"), "Public id of its place."),
    Column("place_names", _joined("place", "names", of="name"), "All names of the place.", Kind.LIST),
    Column("latitude", _plain("place", "latitude"), "Degrees north (WGS 84).", Kind.DECIMAL),
    Column("longitude", _plain("place", "longitude"), "Degrees east (WGS 84).", Kind.DECIMAL),
    Column("precision_km", _plain("place", "precision_km"), "How exact they are, in kilometres.", Kind.DECIMAL),
    Column("part_of", _plain("part_of", "id"), "The event that it is part of."),
)

ACTOR_COLUMNS = _record(
    Column("name", _plain("name"), "Name."),
    Column("aliases", _joined("aliases", of="name"), "Other names.", Kind.LIST),
    Column("kind", _plain("kind"), "Kind of actor."),
    Column("role", _plain("role"), "Office or function."),
    Column("country", _plain("country"), "Country (ISO 3166-1)."),
    Column("speaks_for", _plain("speaks_for", "id"), "Whose word it is; empty is its own."),
    Column("party", _plain("party", "id"), "For whom it speaks in the end."),
    Column("part_of", _plain("part_of", "id"), "What it is part of."),
    Column("publisher", _plain("publisher", "id"), "As which publisher it reports."),
)

SOURCE_COLUMNS = _record(
    Column("title", _plain("title"), "Title."),
    Column("kind", _plain("kind"), "Kind of source."),
    Column("publisher", _plain("publisher", "id"), "Public id of its publisher."),
    Column("publisher_name", _plain("publisher", "name"), "Its publisher."),
    Column("source_url", _plain("source_url"), "Its address."),
    Column("archive_url", _plain("archive_url"), "Address of an archived copy."),
    Column("published", _plain("published"), "When it was published (EDTF)."),
    Column("dateline", _added("dateline"), "The place that it is dated from, as it writes that."),
    Column("retrieved_at", _plain("retrieved_at"), "When it was read (UTC).", Kind.TIME),
    Column("language", _plain("language"), "Language (BCP 47)."),
    Column("derived_from", _plain("derived_from", "id"), "The source that it reprints."),
)

PUBLISHER_COLUMNS = _record(
    Column("name", _plain("name"), "Name."),
    Column("kind", _plain("kind"), "Kind of publisher."),
    Column("country", _plain("country"), "Country (ISO 3166-1)."),
    Column("homepage", _plain("homepage"), "Its address."),
)

# By the type of the documents.
COLUMNS: Mapping[str, Sequence[Column]] = {
    "claim": CLAIM_COLUMNS,
    "statement": STATEMENT_COLUMNS,
    "assessment": ASSESSMENT_COLUMNS,
    "contradiction": CONTRADICTION_COLUMNS,
    "counter-accusation": _pair(),
    "event": EVENT_COLUMNS,
    "actor": ACTOR_COLUMNS,
    "source": SOURCE_COLUMNS,
    "publisher": PUBLISHER_COLUMNS,
}


def header(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


def values(columns: Iterable[Column], document: Document) -> list[Any]:
    return [column.read(document) for column in columns]


def cell_writers(columns: Iterable[Column], *, safe: bool) -> list[Writer]:
    """What makes the cells of a row, for all rows. `safe`: see `Column.safe_cell`."""
    return [column.safe_cell if safe else cell for column in columns]


def cells(writers: Iterable[Writer], found: Iterable[Any]) -> list[str]:
    return [write(value) for write, value in zip(writers, found)]  # noqa: B905 - twice as quick


def rows(columns: Sequence[Column], documents: Iterable[Document], *, safe: bool) -> Iterator[list[str]]:
    """Rows of CSV."""
    writers = cell_writers(columns, safe=safe)
    return (cells(writers, values(columns, document)) for document in documents)
