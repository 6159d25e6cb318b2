"""Google Fact Check Tools API, the answer of claims:search: {"claims": [{text, claimant, claimDate, claimReview}]}.

Each review becomes an assessment by its publisher and a source of its own; the claimant asserts, where one is named.
"""

from __future__ import annotations

from typing import Any

from claims.imports.foreign import Foreign, Opened, Row, Unfit, items_of, mark, prose, text_of
from claims.imports.reviews import Review, add_review, moment
from claims.imports.speaking import add_speaker
from claims.imports.texts import json_in
from claims.registry_file.nodes import FileError, Mapping, Sequence


def read(file: Opened, *, event: str = "", skipped: dict[int, str] | None = None) -> Foreign:
    """A claim an entry of `claims`, or of the bare list."""
    found = json_in(file)
    listed = found.values.get("claims") if isinstance(found, Mapping) else found
    if not isinstance(listed, Sequence):
        raise FileError("an answer of claims:search has a list under `claims`.", line=1)
    foreign = Foreign(skipped=skipped)
    for number, (line, item) in enumerate(items_of(listed), start=1):
        with foreign.row(line=line, name=f"claim {number}") as row:
            if not isinstance(item, Mapping):
                raise Unfit("is no object with keys such as `text`")
            _add(row, item, event=event)
    return foreign


def _add(row: Row, item: Mapping, *, event: str) -> None:
    given = {name: text_of(value) for name, value in item.values.items()}
    text = prose(given.get("text", ""), "text")
    if not text:
        raise Unfit("text: is empty")
    slug = f"google-{mark(text, given.get('claimant', ''), given.get('claimDate', ''))}"
    row.once("claims", slug)
    reviews = [_review(value) for _, value in items_of(item.values.get("claimReview")) if isinstance(value, Mapping)]
    added = [add_review(row, review) for review in reviews]
    sources = [source for source, _ in added if source]
    languages = {review.language for review in reviews if review.language}
    row.add(
        "claims",
        slug,
        event=event or row.add("events", "google-fact-checks", title="Claims found by Google Fact Check Tools"),
        text=text,
        language=languages.pop() if len(languages) == 1 else "und",
        kind="other",
        internal_notes=prose(_notes(given), "notes"),
        statements=_statements(row, given, sources),
        assessments=[assessment for _, assessment in added if assessment],
    )


def _statements(row: Row, given: dict[str, str], sources: list[str]) -> list[Any]:
    actor = add_speaker(row, given.get("claimant", ""))
    if actor and not sources:
        row.remark("claimant: no review with an address is given to read it in; stored without a statement")
    if not (actor and sources):
        return []
    said = moment(row, given.get("claimDate", ""), "claimDate")
    return [{"actor": actor, "stance": "asserts", "source": sources[0], "said": said}]


def _review(value: Mapping) -> Review:
    given = {name: text_of(inner) for name, inner in value.values.items()}
    publisher = value.values.get("publisher")
    by = {name: text_of(inner) for name, inner in publisher.values.items()} if isinstance(publisher, Mapping) else {}
    return Review(
        organisation=by.get("name", ""),
        site=by.get("site", ""),
        rating=given.get("textualRating", ""),
        url=given.get("url", ""),
        title=given.get("title", ""),
        published=given.get("reviewDate", ""),
        language=given.get("languageCode", ""),
    )


def _notes(given: dict[str, str]) -> str:
    known = [f"{name}: {given[name]}" for name in ("claimant", "claimDate") if given.get(name)]
    return "\n".join(["From Google Fact Check Tools; the words are the reviewers' own.", *known])
