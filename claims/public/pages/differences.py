"""What differs between two versions of a record, field by field and word by word, in words for people. Pure.

Every field of a document is compared, those included that this module has no name for: nothing changes unseen. Items
of a list are the same item where their number or id is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.public.pages.words import Document, capital, date_words, label_of, lang, standing_word
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
)
from factreg.word_diff import Piece, word_diff
from sources.vocabulary import PublisherKind, SourceKind

# What the ledger adds to each version, and what names a thing rather than says something.
_OF_THE_LEDGER = frozenset({"format", "key", "version", "published_at", "updated_at", "url", "type"})
_NAMING = frozenset({"id", "number", "contradiction", "counter_accusation"})

# In the order of a page; what is not named comes last.
_LABELS: Mapping[str, Any] = {
    "text": gettext_lazy("Text"),
    "question": gettext_lazy("Question"),
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "label": gettext_lazy("In words"),
    "value": gettext_lazy("Standing"),
    "standing": gettext_lazy("Standing"),
    "as_of": gettext_lazy("As of"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "role": gettext_lazy("Role"),
    "note": gettext_lazy("Note"),
    "occurred": gettext_lazy("Happened"),
    "event": gettext_lazy("Event"),
    "about": gettext_lazy("About"),
    "place": gettext_lazy("Place"),
    "part_of": gettext_lazy("Part of"),
    "speaks_for": gettext_lazy("Speaks for"),
    "actor": gettext_lazy("Actor"),
    "party": gettext_lazy("Party"),
    "stance": gettext_lazy("Stance"),
    "elements": gettext_lazy("As to"),
    "stands": gettext_lazy("Stands"),
    "order_unknown": gettext_lazy("Order to other statements not known"),
    "said": gettext_lazy("Said"),
    "quote": gettext_lazy("Quote"),
    "quote_translation": gettext_lazy("Translation of the quote"),
    "quote_language": gettext_lazy("Language of the quote"),
    "quote_wording": gettext_lazy("Wording of the quote"),
    "passage": gettext_lazy("The source's words"),
    "passage_translation": gettext_lazy("Translation of the source's words"),
    "passage_language": gettext_lazy("Language of the source's words"),
    "passage_wording": gettext_lazy("Wording of the source's words"),
    "source": gettext_lazy("Read in"),
    "primary_source": gettext_lazy("First made in"),
    "source_url": gettext_lazy("Address"),
    "locator": gettext_lazy("Where in the source"),
    "publisher": gettext_lazy("Publisher"),
    "published": gettext_lazy("Published"),
    "dateline": gettext_lazy("Dated from"),
    "retrieved_at": gettext_lazy("Retrieved"),
    "archive_url": gettext_lazy("Archived copy"),
    "derived_from": gettext_lazy("Reprints"),
    "homepage": gettext_lazy("Homepage"),
    "country": gettext_lazy("Country"),
    "aliases": gettext_lazy("Other names"),
    "measure": gettext_lazy("Counts"),
    "population": gettext_lazy("Of whom"),
    "side": gettext_lazy("On the side of"),
    "area": gettext_lazy("Area"),
    "low": gettext_lazy("At least"),
    "high": gettext_lazy("At most"),
    "quantifier": gettext_lazy("Read as"),
    "as_worded": gettext_lazy("In the source's words"),
    "basis": gettext_lazy("Counted over"),
    "counted_from": gettext_lazy("Counted from"),
    "asserted_by": gettext_lazy("Asserted by"),
    "denied_by": gettext_lazy("Denied by"),
    "contradicted_by": gettext_lazy("Contradicted by claims of"),
    "withdrawn_by": gettext_lazy("Withdrawn by"),
    "differently_characterised_by": gettext_lazy("Characterised differently by"),
    "parties": gettext_lazy("Parties concerned"),
    "sources_read": gettext_lazy("Sources read"),
    "responses_sought": gettext_lazy("Responses looked for"),
    "rests_on_disputed": gettext_lazy("Rests on a disputed claim"),
    "folded_into": gettext_lazy("Listed with"),
    "organisation": gettext_lazy("Organisation"),
    "rating": gettext_lazy("Rating"),
    "scale": gettext_lazy("Scale"),
    "summary": gettext_lazy("Summary"),
    "rated": gettext_lazy("Rated"),
    "review_url": gettext_lazy("Address"),
    "searched_in": gettext_lazy("Looked for in"),
    "searched": gettext_lazy("Looked for on"),
    "element": gettext_lazy("Element"),
    "reason": gettext_lazy("Reason"),
    "changes_standing": gettext_lazy("Changes the standing"),
    "figure": gettext_lazy("Figure"),
    "statements": gettext_lazy("Statement"),
    "contradicts": gettext_lazy("Contradicted by"),
    "counter_accusations": gettext_lazy("Counter-accusation"),
    "rests_on": gettext_lazy("Rests on"),
    "response_searches": gettext_lazy("Response looked for"),
    "assessments": gettext_lazy("Assessment"),
    "claims": gettext_lazy("Claim"),
    "origin": gettext_lazy("Origin"),
    "origins": gettext_lazy("Origins"),
    "reports": gettext_lazy("Reports"),
}
_ORDER: Mapping[str, int] = {name: place for place, name in enumerate(_LABELS)}
_KINDS = (ClaimKind, ContradictionKind, ActorKind, PublisherKind, SourceKind)
_DATES = frozenset({"said", "published", "occurred", "searched", "rated", "counted_from", "as_of", "latest"})
_WORDS: Mapping[str, Any] = {
    "stance": Stance,
    "element": Element,
    "elements": Element,
    "measure": Measure,
    "population": Population,
    "quantifier": Quantifier,
    "basis": Basis,
    "as": Capacity,
}
# Parts that are compared field by field under a heading of their own; other lists are one field.
_PARTS = ("statements", "contradicts", "counter_accusations", "rests_on", "response_searches", "assessments", "claims")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs, its words as pieces that were kept, removed or added."""

    label: str
    lang: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Part:
    """What changed in one part of a record. `fate` is `added` or `removed` where the part is in one version alone."""

    title: str
    fate: str
    changes: list[FieldChange]


@dataclass(frozen=True, slots=True)
class _Field:
    label: str
    value: str
    lang: str


_Fields = dict[tuple[str, ...], _Field]


def differences(before: Document, after: Document) -> list[Part]:
    """The parts in which two versions differ, in the order of a page: the record itself, its standing, its parts."""
    old, new = _parts_of(before), _parts_of(after)
    names = [*new, *(name for name in old if name not in new)]
    found = (_compared(old.get(name), new.get(name)) for name in names)
    return [part for part in found if part.changes]


def _compared(old: tuple[str, _Fields] | None, new: tuple[str, _Fields] | None) -> Part:
    title = (new or old or ("", {}))[0]
    before, after = (side[1] if side else {} for side in (old, new))
    paths = [*after, *(path for path in before if path not in after)]
    changes = [_change(before.get(path), after.get(path)) for path in paths]
    fate = "" if old and new else "added" if new else "removed"
    return Part(title, fate, [change for change in changes if change])


def _change(old: _Field | None, new: _Field | None) -> FieldChange | None:
    before, after = (field.value if field else "" for field in (old, new))
    field = new or old
    if before == after or field is None:
        return None
    return FieldChange(field.label, field.lang, word_diff(before, after))


def _parts_of(document: Document) -> dict[tuple[str, str], tuple[str, _Fields]]:
    """The parts of a document by what they are known by from version to version, each with its heading."""
    apart = {*_PARTS, *_OF_THE_LEDGER, "standing", "figure"}
    rest = {name: value for name, value in document.items() if name not in apart}
    found = {("record", ""): (_("The record itself"), _fields(rest, lang(document.get("language"))))}
    for name in ("standing", "figure"):
        if value := document.get(name):
            found[name, ""] = (_label(name), _fields(value, ""))
    for name in _PARTS:
        for place, item in enumerate(document.get(name) or (), start=1):
            known_by = str(item.get("number") or item.get("id") or place)
            found[name, known_by] = (_part_title(name, item), _fields(item, ""))
    return found


def _part_title(name: str, item: Document) -> str:
    if name == "statements":
        party = item["party"]["name"] or item["party"]["id"]
        stance = label_of(Stance, item["stance"])
        return _("Statement {number}: {party} {stance}").format(number=item["number"], party=party, stance=stance)
    what = item.get("actor") or item.get("organisation") or item
    called = what.get("question") or what.get("text") or what.get("name") or what.get("id") or ""
    return _("{part}: {name}").format(part=_label(name), name=called)


def _fields(value: Mapping[str, Any], language: str) -> _Fields:
    return {path: field for path, field in _walk(value, (), language) if field.value}


def _walk(value: Mapping[str, Any], path: tuple[str, ...], language: str) -> Iterator[tuple[tuple[str, ...], _Field]]:
    for name, inner in sorted(value.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))):
        here = (*path, name)
        if name in _NAMING:
            continue
        if isinstance(inner, Mapping) and not _is_reference(inner):
            yield from _walk(inner, here, lang(inner.get("language")))
        else:
            said_in = lang(value.get(f"{name}_language")) or language
            yield here, _Field(_path_label(here), _words(name, inner), said_in)


def _is_reference(value: Mapping[str, Any]) -> bool:
    """Whether it only names another record."""
    return set(value) <= {"id", "name", "title"}


def _path_label(path: tuple[str, ...]) -> str:
    words = [_label(name) for name in path]
    return " / ".join(words)


def _label(name: str) -> str:
    return str(_LABELS.get(name) or capital(name.replace("_", " ")))


def _words(name: str, value: Any) -> str:
    """A value as a page words it."""
    if isinstance(value, list):
        return ", ".join(words for one in value if (words := _words(name, one)))
    if isinstance(value, Mapping):
        return _item_words(value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if name in _DATES:
        return date_words(str(value))
    if name in ("standing", "value"):
        return standing_word(str(value))
    if name == "kind":
        return _kind(str(value))
    if name in _WORDS:
        return label_of(_WORDS[name], str(value))
    return str(value)


def _kind(value: str) -> str:
    known = next((kinds for kinds in _KINDS if value in kinds.values), None)
    return label_of(known, value) if known else value


def _item_words(item: Mapping[str, Any]) -> str:
    """What a record, or a small thing in a list, is called; with what else is said of it in brackets."""
    if "actor" in item:
        called = _item_words(item["actor"])
    else:
        called = str(item.get("name") or item.get("title") or item.get("id") or "")
    beside = [_words(name, item[name]) for name in ("as", "language", "searched") if item.get(name)]
    return f"{called} ({', '.join(beside)})" if beside else called
