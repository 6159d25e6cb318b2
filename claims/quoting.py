"""The writers of captures and of anchors: words are looked for in the captures of their source whenever either changes.

How words are found is a rule (claims/rules/quotes.py); here is what is kept of it, and what is never moved unasked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Anchor, Statement
from claims.rules.quotes import Place, find
from claims.vocabulary import Words
from sources.models import Capture, Source

Anchored = tuple[int, str]


@transaction.atomic
def add_capture(*, source: Source, text: str, retrieved_at: datetime) -> Capture | None:
    """Keep a dated copy of a source's text and look for the words of its statements in it.

    None, and nothing is kept, where the latest capture has the very text. Raises ValidationError that names the field.
    """
    capture = Capture(source=source, text=text, retrieved_at=retrieved_at)
    capture.full_clean()
    latest = source.captures.first()
    if latest is not None and latest.text == capture.text:
        return None
    capture.save()
    check(statements=source.statements.all())
    return capture


def check_words(*, parts: Iterable[Any]) -> None:
    """Check the statements among parts that were just saved, and those of sources that got a capture with them."""
    parts = list(parts)
    said = [part for part in parts if isinstance(part, Statement)]
    captured = [part.source_id for part in parts if isinstance(part, Capture)]
    if captured:
        said += Statement.objects.filter(source__in=captured)
    check(statements=said)


@transaction.atomic
def check(*, statements: Iterable[Statement]) -> None:
    """Look for the words of statements in the captures of their sources and keep what is found.

    Words without an anchor are anchored in the latest capture that has them. Words with one stay where they are: that
    a later capture lacks them is noted, and left to an editor.
    """
    of_sources: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.pk is not None and (statement.quote or statement.passage):
            of_sources[statement.source_id].append(statement)
    captures = _captures(of_sources)
    said = [statement for source in captures for statement in of_sources[source]]
    stored = (
        {(each.statement_id, each.words): each for each in Anchor.objects.filter(statement__in=said)} if said else {}
    )
    for statement in said:
        for words in Words.values:
            _check(statement, words, captures[statement.source_id], stored)


def _captures(sources: Iterable[int]) -> Mapping[int, Sequence[Capture]]:
    """The captures of those sources that have any, the latest first."""
    found: dict[int, list[Capture]] = defaultdict(list)
    wanted = sorted(set(sources))
    for capture in Capture.objects.filter(source__in=wanted).order_by("-retrieved_at", "-id") if wanted else ():
        found[capture.source_id].append(capture)
    return found


def _check(statement: Statement, words: str, captures: Sequence[Capture], stored: Mapping[Anchored, Anchor]) -> None:
    text, anchor, latest = getattr(statement, words), stored.get((statement.pk, words)), captures[0]
    if not text:
        return
    if anchor is None:
        _anchor_anew(statement, words, captures)
        return
    there = anchor.capture_id == latest.pk or find(text, latest.text) is not None
    missing_from = None if there else latest.pk
    if missing_from != anchor.missing_from_id:
        anchor.missing_from_id = missing_from
        anchor.kept = anchor.kept and not there
        anchor.save(update_fields=["missing_from", "kept"])


def _anchor_anew(statement: Statement, words: str, captures: Sequence[Capture]) -> None:
    for capture in captures:
        if place := find(getattr(statement, words), capture.text):
            missing_from = None if capture is captures[0] else captures[0]
            Anchor.objects.create(
                statement=statement, words=words, capture=capture, missing_from=missing_from, **_selectors(place)
            )
            return


@transaction.atomic
def anchor_at(*, statement: Statement, words: str, capture: Capture, near: int) -> None:
    """Point a statement's words at the place in a capture that an editor chose: the one that begins closest to `near`.

    Raises ValidationError where the capture is another source's, or does not have the words.
    """
    place = find(getattr(statement, words), capture.text, near=near)
    if capture.source_id != statement.source_id:
        raise ValidationError({words: "The capture is of another source than the statement's."})
    if place is None:
        raise ValidationError({words: "The capture does not have these words."})
    latest = capture.source.captures.first()
    missing = latest is not None and latest.pk != capture.pk and find(getattr(statement, words), latest.text) is None
    Anchor.objects.update_or_create(
        statement=statement,
        words=words,
        defaults={
            "capture": capture,
            "missing_from": latest if missing else None,
            "kept": False,
            **_selectors(place),
        },
    )


@transaction.atomic
def keep_as_captured(*, anchor: Anchor) -> None:
    """Note an editor's decision: the words stay as the source first had them, though it has changed since."""
    locked = Anchor.objects.select_for_update().get(pk=anchor.pk)
    if locked.missing_from_id is None:
        raise ValidationError("The latest capture has the words: there is nothing to decide.")
    locked.kept = True
    locked.save(update_fields=["kept"])


def _selectors(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in ("prefix", "exact", "suffix", "start", "end")}
