"""Captures and anchors: words are found in the captures of their source, and never moved unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from claims.actions import save
from claims.ledger.publish import publish
from claims.models import Anchor, Statement
from claims.quoting import add_capture, anchor_at, keep_as_captured
from sources.models import Capture, Source
from tests.factories import make_claim, make_publisher, make_source, make_statement

FIRST = datetime(2020, 9, 29, 10, tzinfo=UTC)


def capture(source: Source, text: str, *, day: int = 0) -> Capture:
    made = add_capture(source=source, text=text, retrieved_at=FIRST + timedelta(days=day))
    assert made is not None
    return made


def result(statement: Statement) -> tuple[str, str]:
    found: Any = Statement.objects.with_quote_results().get(pk=statement.pk)
    return found.quote_result, found.passage_result


def test_words_are_anchored_when_they_are_saved() -> None:
    source = make_source()
    kept = capture(source, "The ministry said: “We did not.”")

    statement = make_statement(source=source, quote='"We did not."')

    anchor = statement.anchors.get()
    assert result(statement) == ("found", "")
    assert (anchor.words, anchor.capture, anchor.prefix, anchor.exact, anchor.suffix, anchor.start, anchor.end) == (
        "quote",
        kept,
        "The ministry said: ",
        "“We did not.”",
        "",
        19,
        32,
    )


def test_words_are_anchored_when_their_source_gets_a_capture() -> None:
    statement = make_statement(quote="We did not.", passage="The ministry said")
    before = result(statement)

    capture(statement.source, "The ministry said: “We did not.”")

    assert before == ("no_capture", "no_capture")
    assert result(statement) == ("found", "found")


def test_capture_that_is_saved_on_the_page_of_its_source_is_searched() -> None:
    statement = make_statement(quote="We did not.")
    source = statement.source

    save(record=source, by=None, parts=[Capture(source=source, text="We did not.", retrieved_at=FIRST)])

    assert result(statement) == ("found", "")


def test_words_that_no_capture_has_are_told() -> None:
    statement = make_statement(quote="We did.")

    capture(statement.source, "We did not.")

    assert result(statement) == ("not_found", "")
    assert not Anchor.objects.exists()


def test_same_text_is_not_kept_twice() -> None:
    source = make_source()
    capture(source, "Words.")

    assert add_capture(source=source, text="Words.\r\n", retrieved_at=FIRST) is None
    assert source.captures.count() == 1


def test_changed_capture_leaves_an_orphan_where_it_was() -> None:
    statement = make_statement(quote="eight died")
    old = capture(statement.source, "It said eight died.")
    anchored = Anchor.objects.values().get()

    new = capture(statement.source, "It said nine died.", day=1)

    assert result(statement) == ("changed", "")
    assert Anchor.objects.values().get() == {**anchored, "missing_from_id": new.pk}
    assert anchored["capture_id"] == old.pk


def test_saving_again_re_anchors_no_orphan() -> None:
    statement = make_statement(quote="eight died")
    capture(statement.source, "It said eight died.")
    capture(statement.source, "It said nine died.", day=1)
    before = Anchor.objects.values().get()

    statement.claim.refresh_from_db()
    save(record=statement.claim, by=None, parts=[statement])

    assert Anchor.objects.values().get() == before


def test_words_that_come_back_are_no_orphan_and_stay_where_they_were() -> None:
    statement = make_statement(quote="eight died")
    old = capture(statement.source, "It said eight died.")
    capture(statement.source, "It said nine died.", day=1)

    capture(statement.source, "Corrected: eight died.", day=2)

    assert result(statement) == ("found", "")
    assert Anchor.objects.get().capture == old


def test_editor_keeps_words_as_first_captured() -> None:
    statement = make_statement(quote="eight died")
    capture(statement.source, "It said eight died.")
    capture(statement.source, "It said nine died.", day=1)

    keep_as_captured(anchor=Anchor.objects.get())

    assert result(statement) == ("kept", "")
    assert not Anchor.objects.orphans().exists()


def test_nothing_is_kept_where_nothing_is_missing() -> None:
    statement = make_statement(quote="eight died")
    capture(statement.source, "It said eight died.")

    with pytest.raises(ValidationError, match="nothing to decide"):
        keep_as_captured(anchor=Anchor.objects.get())


def test_new_words_are_looked_for_anew() -> None:
    statement = make_statement(quote="eight died")
    capture(statement.source, "It said eight died.")
    new = capture(statement.source, "It said nine died.", day=1)

    statement.quote = "nine died"
    statement.claim.refresh_from_db()
    save(record=statement.claim, by=None, parts=[statement])

    assert result(statement) == ("found", "")
    assert Anchor.objects.get().capture == new


def test_words_changed_behind_our_back_lose_their_anchor() -> None:
    statement = make_statement(quote="We did not.", passage="It said")
    capture(statement.source, "It said: We did not.")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_statement SET quote = 'We did.' WHERE id = %s", [statement.pk])

    assert result(statement) == ("not_found", "found")


def test_statement_that_moves_to_another_source_is_looked_for_there() -> None:
    statement = make_statement(quote="We did not.")
    capture(statement.source, "We did not.")

    statement.source = make_source()
    statement.claim.refresh_from_db()
    save(record=statement.claim, by=None, parts=[statement])

    assert result(statement) == ("no_capture", "")


def test_editor_points_at_the_place_that_is_meant() -> None:
    statement = make_statement(quote="no")
    kept = capture(statement.source, "no, no, no")

    anchor_at(statement=statement, words="quote", capture=kept, near=8)

    assert Anchor.objects.get().start == 8


@pytest.mark.parametrize(("own", "text"), [(False, "We did not."), (True, "We did.")])
def test_editor_cannot_point_where_the_words_are_not(own: bool, text: str) -> None:
    statement = make_statement(quote="We did not.")
    kept = capture(statement.source if own else make_source(), text)

    with pytest.raises(ValidationError):
        anchor_at(statement=statement, words="quote", capture=kept, near=0)

    assert not Anchor.objects.exists()


def test_database_refuses_an_anchor_whose_words_are_not_at_their_place() -> None:
    statement = make_statement(quote="We did not.")
    kept = capture(statement.source, "We did not.")

    with pytest.raises(IntegrityError, match="does not have these words"), transaction.atomic():
        Anchor.objects.filter(capture=kept).update(start=1)


def test_anchors_are_no_edit_of_the_claim_and_leave_no_trace_in_public() -> None:
    claim = make_claim(statements=[{"quote": "We did not.", "source": make_source(publisher=make_publisher())}])
    entry = publish(record=claim, by=None)
    claim.refresh_from_db()
    revision = claim.revision

    capture(claim.statements.get().source, "We did not.")

    claim.refresh_from_db()
    assert entry is not None
    assert (claim.revision, claim.work_state) == (revision, "clean")
    assert publish(record=claim, by=None) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        ("a\x00b", r"U\+0000"),
        ("a\ud800b", r"U\+D800"),
        ("a" * 1_000_001, "Longer than 1000000 characters"),
    ],
)
def test_text_that_can_not_be_kept_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        add_capture(source=make_source(), text=text, retrieved_at=FIRST)


def test_source_is_found_under_another_address_and_by_its_text() -> None:
    source = make_source(url="https://www.example.org/a?utm_source=x")
    other = make_source()
    capture(other, "Words.")

    assert list(Source.objects.same_as(url="http://example.org/a/#top")) == [source]
    assert list(Source.objects.same_as(text="Words.")) == [other]
    assert list(Source.objects.same_as(url="https://example.org/b", text="Other words.")) == []
    assert list(Source.objects.same_as()) == []
