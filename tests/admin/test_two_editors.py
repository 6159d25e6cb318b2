"""Two editors on one claim at once: whatever both do, in either order, no edit is lost and no withdrawal undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.actions import save
from claims.ledger.publish import publish
from claims.models import Claim, Denial, Figure
from factreg.records import PublicState
from tests.admin.forms import Desk, Page, admin_url
from tests.factories import make_actor, make_claim, make_source


@pytest.fixture
def claim(editor: Desk) -> Claim:
    """A published claim with an unpublished edit."""
    claim = make_claim(
        text="As it was.",
        statements=[{"actor": make_actor(name="Armenia"), "quote": "As said.", "quote_language": "en"}],
    )
    publish(record=claim, by=None)
    claim.refresh_from_db()
    claim.note = "Edited since."
    return save(record=claim, by=None)


def begin(desk: Desk, claim: Claim, deed: str, who: str) -> tuple[Page, str]:
    """Open the page for a deed and type; what is left is to send it, with the given button."""
    if deed in ("publish", "withdraw"):
        return desk.open(admin_url(claim, deed)).type(reason=f"Because, says {who}."), "confirmed"
    page = desk.edit(claim)
    if deed == "edit text":
        page.type(text=f"As {who} has it.")
    elif deed == "edit statement":
        page.type(statements__0__quote=f"As {who} heard it.")
    else:
        page.add_row("statements", actor=make_actor(name=who).pk, stance="denies", source=make_source().pk)
    return page, "_save"


def finish(page: Page, button: str) -> Page:
    """Send; where it is refused, look at the page that comes back and send that."""
    sent = page.send(button)
    if not sent.saved and sent.values:
        again = sent.type(**({"reason": page.values["reason"]} if button == "confirmed" else {}))
        return again.send(button)
    return sent


def holds(claim: Claim, deed: str, who: str) -> bool:
    stored = Claim.objects.get(pk=claim.pk)
    return {
        "edit text": lambda: stored.text == f"As {who} has it.",
        "edit statement": lambda: stored.statements.first().quote == f"As {who} heard it.",
        "add denial": lambda: Denial.objects.filter(claim=claim, actor__name=who).exists(),
        "publish": lambda: stored.public_state == PublicState.PUBLISHED,
        "withdraw": lambda: stored.public_state == PublicState.WITHDRAWN,
    }[deed]()


def test_conflict_shows_both_texts_and_keeps_all_that_was_typed(desk: Callable[..., Desk], claim: Claim) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    bobs = bob.edit(claim).type(text="As Bob has it.", question="Bob's question?")
    bobs.add_row(
        "statements", actor=make_actor(name="Turkey").pk, stance="denies", source=make_source().pk, quote="Never."
    )
    finish(*begin(ann, claim, "edit text", "Ann"))

    refused = bobs.send()

    claim.refresh_from_db()
    assert claim.text == "As Ann has it."
    assert "As Ann has it." in refused.text
    assert refused.values["text"] == ["As Bob has it."]
    assert refused.values["question"] == ["Bob's question?"]
    assert refused.values["statements-1-quote"] == ["Never."]
    assert refused.values["started_from"] == [str(claim.revision)]
    assert "last edited by ann" in refused.text


def test_field_that_was_not_touched_takes_what_the_other_saved(desk: Callable[..., Desk], claim: Claim) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    bobs = bob.edit(claim).type(question="Bob's question?")
    finish(*begin(ann, claim, "edit text", "Ann"))
    finish(*begin(ann, claim, "edit statement", "Ann"))
    finish(*begin(ann, claim, "add denial", "Ann"))

    refused = bobs.send()
    again = refused.send()

    assert again.saved, again.text
    claim.refresh_from_db()
    assert (claim.text, claim.question) == ("As Ann has it.", "Bob's question?")
    assert holds(claim, "edit statement", "Ann")
    assert holds(claim, "add denial", "Ann")


def test_row_that_the_other_removed_stays_where_something_was_typed_in_it(
    desk: Callable[..., Desk], claim: Claim
) -> None:
    bob = desk(name="bob")
    bobs = bob.edit(claim).type(statements__0__quote="As Bob heard it.")
    idle = bob.edit(claim).type(question="Bob's question?")
    save(record=Claim.objects.get(pk=claim.pk), by=None, removed=[claim.statements.get()])

    refused = bobs.send()
    finish(refused, "_save")

    assert "removed" in refused.text
    assert [each.quote for each in claim.statements.all()] == ["As Bob heard it."]
    save(record=Claim.objects.get(pk=claim.pk), by=None, removed=[claim.statements.get()])
    finish(idle, "_save")
    assert not claim.statements.exists(), "a row that nobody touched came back"


def test_two_figures_typed_at_once_become_one_with_both_shown(desk: Callable[..., Desk], claim: Claim) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    pages = [ann.edit(claim), bob.edit(claim)]
    given = {"population": "mixed", "quantifier": "exactly", "basis": "unstated", "measure": "killed"}
    pages[0].add_row("figure", **given, low=10, high=10)
    pages[1].add_row("figure", **given, low=20, high=20)

    assert pages[0].send().saved
    refused = pages[1].send()
    again = refused.send()

    assert ">10<" in refused.text
    assert again.saved, again.text
    assert Figure.objects.get(claim=claim).low == 20


def test_row_marked_for_deletion_stays_marked(desk: Callable[..., Desk], claim: Claim) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    bobs = bob.edit(claim).type(statements__0__DELETE="on")
    finish(*begin(ann, claim, "edit statement", "Ann"))

    refused = bobs.send()

    assert "As Ann heard it." in refused.text
    assert refused.values["statements-0-DELETE"] == ["on"]


def test_form_without_its_revision_is_refused(editor: Desk, claim: Claim) -> None:
    page = editor.edit(claim).type(text="As nobody saw it.")
    del page.values["started_from"], page.values["started_with"]

    refused = page.send()

    assert not refused.saved
    assert refused.values["text"] == ["As nobody saw it."]


@pytest.mark.parametrize("digests", ["[]", "null", "{", "[" * 100_000, '{"text": 5}'])
def test_garbled_digests_count_as_touched_everywhere(editor: Desk, claim: Claim, digests: str) -> None:
    page = editor.edit(claim).type(text="Typed.", started_from="1", started_with=digests)

    refused = page.send()

    assert not refused.saved
    assert refused.values["text"] == ["Typed."]


def test_refused_save_stays_an_edit_of_what_was_shown_first(desk: Callable[..., Desk], claim: Claim) -> None:
    """An error page that took up the newest revision would put the old text over the new one at the next try."""
    ann, bob = desk(name="ann"), desk(name="bob")
    wrong = bob.edit(claim).type(occurred="the day before").send()
    finish(*begin(ann, claim, "edit text", "Ann"))

    refused = wrong.type(occurred="2020-09-29").send()

    assert not wrong.saved
    assert not refused.saved
    assert refused.values["text"] == ["As Ann has it."]


def test_denial_is_edited_against_its_claims_revision(desk: Callable[..., Desk], claim: Claim) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    finish(*begin(ann, claim, "add denial", "Ann"))
    denial = Denial.objects.get(claim=claim)
    bobs = bob.edit(denial).type(quote="As Bob heard it.")
    finish(*begin(ann, claim, "edit text", "Ann"))

    refused = bobs.send()
    again = refused.send()

    assert not refused.saved
    assert again.saved, again.text
    denial.refresh_from_db()
    assert denial.quote == "As Bob heard it."


@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_what_was_not_shown_is_not_confirmed(desk: Callable[..., Desk], claim: Claim, verb: str) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    page, button = begin(bob, claim, verb, "Bob")
    finish(*begin(ann, claim, "edit text", "Ann"))

    refused: Any = page.send(button)

    assert "was edited since you opened this page" in refused.text
    assert refused.values["reason"] == ["Because, says Bob."]


def test_address_typed_before_the_first_publication_is_refused_after_it(desk: Callable[..., Desk]) -> None:
    draft = make_claim(slug="as-drafted")
    page = desk(name="bob").edit(draft).type(slug="as-retyped", text="Retyped.")
    publish(record=draft, by=None)

    refused = page.send()

    assert "keeps that address" in refused.text
    assert refused.values["text"] == ["Retyped."]
    assert refused.send().saved


# The page on which two edits meet


def choose(page: Page, field: str, what: str) -> Page:
    """Tick a radio button of the conflict page."""
    page.values[f"conflict-choice-{field}"] = [what]
    return page


@pytest.fixture
def meeting(desk: Callable[..., Desk]) -> tuple[Claim, Page]:
    """Ann and Bob have edited other words of one text; Bob's save was refused."""
    claim = make_claim(text="10 people died and 5 were hurt.", statements=[{"quote": "As said."}])
    bobs = desk(name="bob").edit(claim).type(text="12 people died and 5 were hurt.", statements__0__quote="Bob's.")
    assert desk(name="ann").edit(claim).type(text="10 people died and 7 were hurt.").send().saved
    return claim, bobs.send()


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("yours", "12 people died and 5 were hurt."),
        ("theirs", "10 people died and 7 were hurt."),
        ("merged", "12 people died and 7 were hurt."),
        ("no such", "12 people died and 5 were hurt."),
    ],
)
def test_what_is_chosen_is_saved_and_the_rest_of_the_form_with_it(
    meeting: tuple[Claim, Page], what: str, text: str
) -> None:
    claim, refused = meeting

    saved = choose(refused, "text", what).send()

    assert saved.saved, saved.text
    claim.refresh_from_db()
    assert claim.text == text
    assert claim.statements.get().quote == "Bob's."


def test_conflict_page_says_whose_edit_it_is_and_shows_each_against_the_beginning(meeting: tuple[Claim, Page]) -> None:
    _, refused = meeting

    assert "Stored now (ann, by form" in refused.text
    assert "[removed: </span>10<span" in refused.text
    assert "[added: </span>12<span" in refused.text
    assert "[removed: </span>5<span" in refused.text
    assert "Both edits in one" in refused.text
    assert refused.values["conflict-choice-text"] == ["yours"]


def test_what_is_typed_after_the_conflict_wins_over_what_was_chosen(meeting: tuple[Claim, Page]) -> None:
    claim, refused = meeting

    assert choose(refused, "text", "theirs").type(text="As Bob types it anew.").send().saved

    claim.refresh_from_db()
    assert claim.text == "As Bob types it anew."


def test_choice_is_no_way_round_a_third_edit(meeting: tuple[Claim, Page]) -> None:
    claim, refused = meeting
    claim.refresh_from_db()
    claim.text = "As Eve has it."
    save(record=claim, by=None)

    again = choose(refused, "text", "merged").send()

    assert not again.saved
    assert "As Eve has it." in again.text
    assert again.values["text"] == ["12 people died and 7 were hurt."]


def test_same_words_changed_by_both_are_not_merged(desk: Callable[..., Desk], claim: Claim) -> None:
    bobs = desk(name="bob").edit(claim).type(text="As Bob has it.")
    finish(*begin(desk(name="ann"), claim, "edit text", "Ann"))

    refused = bobs.send()

    assert "Both edits in one" not in refused.text


def test_row_that_the_other_removed_can_be_left_removed(desk: Callable[..., Desk], claim: Claim) -> None:
    bobs = desk(name="bob").edit(claim).type(statements__0__quote="As Bob heard it.")
    save(record=Claim.objects.get(pk=claim.pk), by=None, removed=[claim.statements.get()])

    refused = bobs.send()
    saved = choose(refused, "statements-0-DELETE", "theirs").send()

    assert saved.saved, saved.text
    assert not claim.statements.exists()


def test_row_marked_for_deletion_that_the_other_edited_can_be_kept(desk: Callable[..., Desk], claim: Claim) -> None:
    bobs = desk(name="bob").edit(claim).type(statements__0__DELETE="on")
    finish(*begin(desk(name="ann"), claim, "edit statement", "Ann"))

    refused = bobs.send()
    saved = choose(refused, "statements-0-DELETE", "theirs").send()

    assert saved.saved, saved.text
    assert claim.statements.get().quote == "As Ann heard it."


@pytest.mark.parametrize("garbled", ["", "[", "[1]", "{}", '"text"', "[" * 100_000])
def test_garbled_choice_leaves_what_was_typed(meeting: tuple[Claim, Page], garbled: str) -> None:
    claim, refused = meeting
    refused.values["conflict-theirs-text"] = [garbled]

    assert choose(refused, "text", "theirs").send().saved

    claim.refresh_from_db()
    assert claim.text == "12 people died and 5 were hurt."
