"""From a capture to a statement, and what to do about words that a later capture lacks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from claims.models import Anchor, Claim, Statement
from claims.quoting import add_capture
from sources.models import Capture
from tests.admin.forms import Desk, Page, admin_url
from tests.factories import make_actor, make_capture, make_claim, make_event, make_source, make_statement

TEXT = "The ministry said: “We did not.” Later it said again: “We did not.”"
ORPHANS = "/admin/sources/capture/orphans/"


@pytest.fixture
def capture() -> Capture:
    return make_capture(source=make_source(language="hy"), text=TEXT)


def quote(desk: Desk, capture: Capture, **typed: Any) -> Page:
    page = desk.open(admin_url(capture, "quote"))
    return page.type(**{"words": '"We did not."', "stance": "denies", **typed}).send()


def test_words_become_the_quote_of_a_new_statement_on_a_chosen_claim(editor: Desk, capture: Capture) -> None:
    claim, actor = make_claim(), make_actor()

    page = quote(editor, capture, claim=claim.pk, actor=actor.pk, elements=["agent"], said="2020-09-29")

    assert page.saved, page.text
    made = Statement.objects.get()
    assert (made.claim, made.actor, made.stance, made.source, made.elements) == (
        claim,
        actor,
        "denies",
        capture.source,
        ["agent"],
    )
    assert (made.quote, made.quote_language, made.quote_wording, made.said) == (
        "“We did not.”",
        "hy",
        "original",
        "2020-09-29",
    )
    assert page.response.url.endswith(f"/quote/?claim={claim.pk}")


def test_words_are_quoted_on_a_new_claim(editor: Desk, capture: Capture) -> None:
    event, actor = make_event(), make_actor()

    page = quote(editor, capture, actor=actor.pk, new_claim="Testland tested.", new_kind="decision", new_event=event.pk)

    assert page.saved, page.text
    claim = Claim.objects.get()
    assert (claim.text, claim.slug, claim.event, claim.edited_by) == (
        "Testland tested.",
        "testland-tested",
        event,
        editor.user,
    )
    assert claim.statements.get().quote == "“We did not.”"


@pytest.mark.parametrize(("start", "at"), [("", 19), (TEXT.rindex("“"), 54), (0, 19)])
def test_place_that_was_selected_is_the_anchor(editor: Desk, capture: Capture, start: Any, at: int) -> None:
    quote(editor, capture, claim=make_claim().pk, actor=make_actor().pk, start=start)

    assert (Anchor.objects.get().start, Anchor.objects.get().capture) == (at, capture)


def test_source_s_words_are_kept_as_a_passage(editor: Desk, capture: Capture) -> None:
    quote(editor, capture, claim=make_claim().pk, actor=make_actor().pk, kind_of_words="passage")

    made = Statement.objects.get()
    assert (made.quote, made.passage, made.passage_language) == ("", "“We did not.”", "hy")


REFUSED = {
    "words that are not there": ({"words": "We did."}, "The capture does not have these words"),
    "no words": ({"words": ""}, "This field is required"),
    "a place that is none": ({"start": "-1"}, "greater than or equal to 0"),
    "no claim": ({"claim": ""}, "Choose the claim that the words are about, or name a new one."),
    "two claims": ({"new_claim": "Another."}, "not both"),
    "no actor": ({"actor": ""}, "This field is required"),
    "a date that is none": ({"said": "yesterday"}, "yesterday"),
    "a new claim without kind": ({"claim": "", "new_claim": "New."}, "Say what kind of claim it is."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_missing_is_told_and_nothing_is_saved(editor: Desk, capture: Capture, case: str) -> None:
    typed, reason = REFUSED[case]

    page = quote(editor, capture, **{"claim": make_claim().pk, "actor": make_actor().pk, **typed})

    assert not page.saved
    assert reason in page.text
    assert not Statement.objects.exists()
    assert Claim.objects.count() == 1


def test_new_claim_is_not_left_behind_without_its_statement(editor: Desk, capture: Capture) -> None:
    typed = {"actor": make_actor().pk, "new_claim": "New.", "new_kind": "decision", "new_event": make_event().pk}

    page = quote(editor, capture, **typed, locator="a" * 600)

    assert not page.saved
    assert not Claim.objects.exists()


def test_who_may_only_read_is_told_so(desk: Any, capture: Capture) -> None:
    reader = desk("reader")
    reader.user.is_superuser = False
    reader.user.save()
    reader.user.user_permissions.set(Permission.objects.filter(codename="view_capture"))
    statement = orphan()

    refused = reader.open(admin_url(capture, "quote"))
    shown = reader.open(ORPHANS)

    assert refused.response.status_code == 403
    assert "Your account may read captures, but not add statements." in refused.text
    assert "Only those who may change statements can decide." in shown.text
    assert reader.client.post(ORPHANS, {"anchor": statement.anchors.get().pk, "keep": "1"}).status_code == 403


def orphan(quote: str = "eight died", now: str = "nine died") -> Statement:
    statement = make_statement(quote=quote)
    for day, words in ((1, quote), (2, now)):
        add_capture(
            source=statement.source,
            text=f"On Tuesday the ministry said that {words} in the north of Testland.",
            retrieved_at=f"2020-09-{day:02}T10:00:00Z",
        )
    return statement


def test_orphan_is_shown_with_both_texts(editor: Desk) -> None:
    orphan()

    page = editor.open(ORPHANS)

    assert "said that <strong>eight died</strong> in the north" in page.text
    assert "<strong> nine died </strong>" in page.text.replace("that<strong>", "that <strong>")
    assert page.values["words"] == ["nine died"]


def test_editor_quotes_the_new_words(editor: Desk) -> None:
    statement = orphan()

    page = editor.open(ORPHANS).send("take")

    assert page.saved
    statement.refresh_from_db()
    anchor = statement.anchors.get()
    assert (statement.quote, anchor.exact, anchor.missing_from) == ("nine died", "nine died", None)
    assert statement.claim.edited_by == editor.user


def test_editor_keeps_the_old_words(editor: Desk) -> None:
    statement = orphan()

    page = editor.open(ORPHANS).send("keep")

    assert page.saved
    statement.refresh_from_db()
    assert (statement.quote, statement.anchors.get().kept) == ("eight died", True)
    assert "There are none" in editor.open(ORPHANS).text


def test_words_that_the_new_text_lacks_are_refused_and_kept_typed(editor: Desk) -> None:
    statement = orphan()

    page = editor.open(ORPHANS).type(words="ten died").send("take")

    assert "The capture does not have these words" in page.text
    assert page.values["words"] == ["ten died"]
    statement.refresh_from_db()
    assert statement.quote == "eight died"


def test_decision_on_a_claim_that_was_edited_since_is_asked_again(editor: Desk) -> None:
    statement = orphan()
    open_page = editor.open(ORPHANS)
    make_statement(claim=statement.claim)

    page = open_page.send("take")

    assert "was edited since you opened this page" in page.text
    statement.refresh_from_db()
    assert statement.quote == "eight died"


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 30])
def test_decision_on_nothing_is_refused(editor: Desk, number: str) -> None:
    orphan()

    page = editor.open(ORPHANS).type(anchor=number).send("keep")

    assert "Somebody has decided on these words already." in page.text


def test_orphans_of_one_source_are_listed_alone(editor: Desk) -> None:
    one, other = orphan(), orphan("six died")

    page = editor.open(ORPHANS, source=one.source.pk)

    assert admin_url(one.claim, "change") in page.text
    assert admin_url(other.claim, "change") not in page.text


@pytest.mark.parametrize("count", [1, 10])
def test_list_of_orphans_asks_as_often_for_ten_as_for_one(
    editor: Desk, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        orphan()

    with django_assert_max_num_queries(6):
        editor.client.get(ORPHANS)


@pytest.mark.parametrize("count", [1, 10])
def test_page_to_quote_on_asks_as_often_for_ten_quotes_as_for_one(
    editor: Desk, capture: Capture, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        make_statement(source=capture.source, quote="We did not.")

    with django_assert_max_num_queries(8):
        page = editor.open(admin_url(capture, "quote"), claim=Claim.objects.first().pk)

    assert page.text.count("<q ") == count


def test_capture_s_page_leads_to_quoting(editor: Desk, capture: Capture) -> None:
    assert admin_url(capture, "quote") in editor.open(admin_url(capture, "change")).text
    assert ORPHANS in editor.open(reverse("admin:sources_capture_changelist")).text


def test_new_claim_is_quoted_only_by_those_who_may_add_one(desk: Any) -> None:
    someone, capture = desk("annotator"), make_capture(text="The words.")
    actor, event = make_actor(), make_event()
    allowed = ["add_statement", "change_claim", "view_capture"]
    someone.user.groups.clear()
    someone.user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    page = someone.open(reverse("admin:sources_capture_quote", args=[capture.pk]))
    typed = {"actor": actor.pk, "stance": "asserts", "new_claim": "New.", "new_kind": "other", "new_event": event.pk}

    sent = page.type(words="The words.", **typed).send()

    assert sent.response.status_code == 403
    assert not Claim.objects.exists()
