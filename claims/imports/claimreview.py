"""ClaimReview in JSON-LD (schema.org): one, a list, an @graph, or a DataFeed of them; nested where a page nests them.

Each ClaimReview is a claim with one assessment; the author of what was reviewed asserts it, where one is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.imports.foreign import Foreign, Opened, Row, Unfit, items_of, mark, member, one_line, prose, text_of
from claims.imports.reviews import Review, add_review, moment
from claims.imports.speaking import add_speaker
from claims.imports.texts import json_in
from claims.imports.web import add_source
from claims.registry_file.nodes import FileError, Mapping, Sequence, Value

_KINDS = {
    "Person": "person",
    "Organization": "organisation",
    "NewsMediaOrganization": "media",
    "GovernmentOrganization": "government_body",
    "PoliticalParty": "organisation",
    "Corporation": "company",
}


def read(file: Opened, *, event: str = "", skipped: dict[int, str] | None = None) -> Foreign:
    """A claim for each ClaimReview; reviews of the same words by different organisations are claims of their own."""
    found = json_in(file)
    if not isinstance(found, Mapping | Sequence):
        raise FileError("JSON-LD is an object or a list of objects.", line=1)
    foreign = Foreign(skipped=skipped)
    for number, review in enumerate(_reviews(found), start=1):
        with foreign.row(line=review.line, name=f"review {number}") as row:
            _add(row, review, event=event)
    if not foreign.rows:
        raise FileError("there is no ClaimReview in it.", line=1)
    return foreign


def _reviews(value: Value) -> Iterator[Mapping]:
    """All ClaimReviews, in the file's order, however they are wrapped."""
    if isinstance(value, Sequence):
        for item in value.items:
            yield from _reviews(item)
    elif isinstance(value, Mapping):
        if "ClaimReview" in _types(value):
            yield value
            return
        for inner in value.values.values():
            yield from _reviews(inner)


def _types(value: Mapping) -> set[str]:
    named = value.values.get("@type")
    words = named.items if isinstance(named, Sequence) else [named]
    return {text_of(word).rsplit("/", 1)[-1].removeprefix("schema:") for word in words}


def _add(row: Row, item: Mapping, *, event: str) -> None:
    text = prose(_words(item.values.get("claimReviewed")) or _words(member(item, "itemReviewed", "name")), "claim")
    if not text:
        raise Unfit("claimReviewed: is empty")
    url = _words(item.values.get("url")) or _words(item.values.get("@id"))
    slug = f"claimreview-{mark(text, url)}"
    row.once("claims", slug)
    review = Review(
        organisation=_words(_named(member(item, "author"))) or _words(_named(member(item, "publisher"))),
        site=_words(member(item, "author", "url")) or _words(member(item, "publisher", "url")),
        rating=_words(member(item, "reviewRating", "alternateName")) or _words(member(item, "reviewRating", "name")),
        scale=_scale(item),
        url=url,
        title=_words(item.values.get("headline")) or _words(item.values.get("name")),
        published=_words(item.values.get("datePublished")),
        language=_words(item.values.get("inLanguage")),
    )
    source, assessment = add_review(row, review)
    row.add(
        "claims",
        slug,
        event=event or row.add("events", "claim-reviews", title="Claims reviewed by fact-checking organisations"),
        text=text,
        language="und",
        kind="other",
        internal_notes="From ClaimReview markup; the words are the reviewer's own.",
        statements=_statements(row, item, source),
        assessments=[assessment] if assessment else [],
    )


def _statements(row: Row, item: Mapping, source: str | None) -> list[Any]:
    author = member(item, "itemReviewed", "author")
    first = next((value for _, value in items_of(author)), None)
    types = _types(first) if isinstance(first, Mapping) else set()
    kind = next((_KINDS[name] for name in sorted(types) if name in _KINDS), "")
    role = one_line(_words(member(first, "jobTitle")), "jobTitle")
    actor = add_speaker(row, _words(_named(first)) or _words(first), kind=kind, role=role)
    if not actor:
        return []
    where = next(_appearances(row, item), None) or source
    if where is None:
        row.remark("author: nowhere to read it is given; stored without a statement")
        return []
    said = moment(row, _words(member(item, "itemReviewed", "datePublished")), "datePublished")
    return [{"actor": actor, "stance": "asserts", "source": where, "said": said}]


def _appearances(row: Row, item: Mapping) -> Iterator[str]:
    """Sources in which the claim was made, as far as their addresses are given."""
    for name in ("firstAppearance", "appearance"):
        for _, found in items_of(member(item, "itemReviewed", name)):
            address = _words(member(found, "url")) or _words(found)
            title = _words(member(found, "headline")) or _words(member(found, "name"))
            published = moment(row, _words(member(found, "datePublished")), f"datePublished of {name}")
            if address and (source := add_source(row, address, title=title, published=published)):
                yield source
            elif address:
                row.remark(f"{name}: {address[:80]!r} is no http or https address")


def _scale(item: Mapping) -> str:
    """The numbers of the rating in words: "3 on a scale of 1 (worst) to 5 (best)"."""
    value, worst, best = (
        _words(member(item, "reviewRating", name)) for name in ("ratingValue", "worstRating", "bestRating")
    )
    if not value or value == "-1":
        return ""
    return f"{value} on a scale of {worst or '?'} (worst) to {best or '?'} (best)"


def _named(value: Value | None) -> Value | None:
    """The name, in the spelling that is right or the one that is met."""
    return member(value, "name") or member(value, "Name")


def _words(value: Value | None) -> str:
    """Plain words; of a list its first; of a language-tagged value its @value."""
    if isinstance(value, Sequence):
        return _words(value.items[0]) if value.items else ""
    if isinstance(value, Mapping):
        return text_of(value.values.get("@value") or value.values.get("@id"))
    return text_of(value)
