"""The history page of a record: who changed what, through what, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import save
from claims.history.models import Change
from claims.ledger.publish import publish
from claims.models import Claim, Denial
from factreg.records import PublicState
from tests.admin.forms import Desk, admin_url
from tests.factories import (
    make_actor,
    make_assessment,
    make_claim,
    make_denial,
    make_place,
    make_rejected_pair,
    make_response_search,
    make_source,
)


def go_back(desk: Desk, claim: Claim, change: Change) -> str:
    return f"{admin_url(claim, 'history')}{change.pk}/revert/"


def last_change(claim: Claim) -> Change:
    return Change.objects.of_record(Claim, claim.pk)[0]


def test_history_tells_who_changed_what_and_through_what(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    claim = make_claim(text="A jet was lost.")
    page = ann.edit(claim).type(text="A jet was shot down.")
    page.add_row("statements", actor=make_actor(name="Armenia").pk, stance="asserts", source=make_source().pk)
    assert page.send().saved

    assert ann.edit(claim).type(statements__0__quote="It fell.", statements__0__quote_language="en").send().saved

    history = ann.open(admin_url(claim, "history"))

    assert "ann" in history.text
    assert "Statement (Armenia): changed" in history.text
    assert "by form" in history.text
    assert "Statement: added" in history.text
    assert "Armenia" in history.text
    assert '<del><span class="visually-hidden">[removed: </span>lost' in history.text
    assert '<ins><span class="visually-hidden">[added: </span>shot down' in history.text


def test_going_back_is_a_new_edit_with_the_old_values_and_parts(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    armenia = make_actor(name="Armenia")
    claim = make_claim(text="As it was.", statements=[{"actor": armenia, "quote": "First.", "elements": ["agent"]}, {}])
    then = last_change(claim)
    kept, dropped = claim.statements.all()
    claim.refresh_from_db()
    claim.text, kept.quote = "As it became.", "Second."
    save(record=claim, by=None, parts=[kept], removed=[dropped])
    make_denial(claim=claim)

    page = ann.open(go_back(ann, claim, then))
    done = page.send("confirm")

    assert done.saved, done.text
    claim.refresh_from_db()
    assert (claim.text, claim.edited_by) == ("As it was.", ann.user)
    assert [(each.stance, each.quote, each.elements) for each in claim.statements.all()] == [
        ("asserts", "First.", ["agent"]),
        ("asserts", "", []),
    ]
    assert {change.by_name for change in Change.objects.of_record(Claim, claim.pk)[:3]} == {"ann"}


def test_going_back_is_refused_where_it_was_edited_since_it_was_shown(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    claim = make_claim(text="As it was.")
    then = last_change(claim)
    claim.text = "As it became."
    save(record=claim, by=None)
    page = ann.open(go_back(ann, claim, then))
    claim.text = "As Bob has it."
    save(record=claim, by=None)

    refused = page.send("confirm")

    assert "was edited since you opened this page" in refused.text
    claim.refresh_from_db()
    assert claim.text == "As Bob has it."
    assert refused.send("confirm").saved


def test_going_back_publishes_nothing_and_brings_no_withdrawn_record_back(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    claim = make_claim(text="As it was.", slug="as-it-was")
    then = last_change(claim)
    claim.text, claim.slug = "As it became.", "as-it-became"
    save(record=claim, by=None)
    publish(record=claim, by=None, as_operator=True)
    assert desk(name="bob").do("withdraw", claim, reason="Wrong.").saved

    assert ann.open(go_back(ann, claim, then)).send("confirm").saved

    claim.refresh_from_db()
    assert (claim.text, claim.slug) == ("As it was.", "as-it-became")
    assert claim.public_state == PublicState.WITHDRAWN


def test_value_that_can_no_longer_be_is_named(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    actor = make_actor(name="Gone")
    claim = make_claim(statements=[{"actor": actor}])
    then = last_change(claim)
    save(record=Claim.objects.get(pk=claim.pk), by=None, removed=[claim.statements.get()])
    actor.delete()

    refused = ann.open(go_back(ann, claim, then)).send("confirm")

    assert "Nothing was changed" in refused.text
    assert "Actor:" in refused.text
    assert not claim.statements.exists()


def test_deleted_draft_stays_readable(desk: Callable[..., Desk]) -> None:
    editor = desk(name="ann")
    claim = make_claim(text="A draft that was given up.", statements=[{"quote": "Its words."}])
    url = admin_url(claim, "history")
    claim.delete()

    history = editor.open(url)

    assert "A draft that was given up." in history.text
    assert "Its words." in history.text
    assert "Go back" not in history.text


def test_what_never_was_has_no_history(editor: Desk) -> None:
    assert editor.open("/admin/claims/claim/999999/history/").response.status_code == 302
    assert editor.open("/admin/claims/claim/no-number/history/").response.status_code == 302
    assert editor.open("/admin/claims/claim/999999/history/1/revert/").response.status_code == 302


def test_who_may_not_edit_may_not_go_back(desk: Callable[..., Desk]) -> None:
    reader = desk(name="ann")
    claim = make_claim()
    make_denial(claim=claim)
    first = Change.objects.of_record(Claim, claim.pk).last()
    reader.user.groups.clear()
    reader.user.user_permissions.set(reader.user.user_permissions.model.objects.filter(codename="view_claim"))

    history = reader.open(admin_url(claim, "history"))
    refused = reader.open(go_back(reader, claim, first))

    assert "may read this and not edit it" in history.text
    assert "Go back to this" not in history.text
    assert refused.response.status_code == 403


def test_denial_has_its_own_changes_and_goes_back_with_its_claim(editor: Desk) -> None:
    denial = make_denial(quote="Never.")
    make_denial(claim=denial.claim, quote="Another's words.")

    history = editor.open(admin_url(Denial.objects.get(pk=denial.pk), "history"))

    assert "Never." in history.text
    assert "Another&#x27;s words." not in history.text
    assert "from the history of the claim" in history.text


@pytest.mark.parametrize("make", [make_place, make_rejected_pair])
def test_records_that_are_not_published_have_histories(editor: Desk, make: Callable[[], Claim]) -> None:
    assert "added" in editor.open(admin_url(make(), "history")).text


@pytest.mark.django_db(transaction=True)
def test_long_history_is_read_in_pages_and_edits_stay_whole(editor: Desk) -> None:
    claim = make_claim(statements=[{"quote": f"Words {number}."} for number in range(5)])
    for number in range(110):
        Claim.objects.filter(pk=claim.pk).update(note=f"Note {number}.")

    first = editor.open(admin_url(claim, "history"))
    older = first.response.context["older"]
    second = editor.open(admin_url(claim, "history"), before=older)

    assert len(first.response.context["edits"]) == 100
    assert "</span>109<span" in first.text
    assert "Words 0." not in first.text
    assert "Words 0." in second.text


def test_history_asks_as_much_for_many_changes_as_for_few(editor: Desk) -> None:
    claim = make_claim(about=[make_actor()], rests_on=[make_claim()], figure={}, statements=[{}])
    make_response_search(claim=claim)
    make_assessment(claim=claim)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            editor.open(admin_url(claim, "history"))
        counts.append(len(asked))
        for _ in range(5):
            make_denial(claim=claim)
    then = Change.objects.of_record(Claim, claim.pk).last()
    with CaptureQueriesContext(connection) as asked:
        editor.open(go_back(editor, claim, then))

    assert counts[0] == counts[1]
    assert counts[0] <= 12
    assert len(asked) <= 12


def test_every_change_is_listed_and_deletions_are_found(editor: Desk) -> None:
    claim = make_claim(text="A draft that was given up.")
    claim.delete()

    found = editor.open("/admin/history/change/", operation="delete", of="claims.claim")

    assert "A draft that was given up." in found.text
    assert "/admin/claims/claim/" in found.text


def test_going_back_does_not_promise_states_that_stay(editor: Desk) -> None:
    claim = make_claim(text="As it was.")
    publish(record=claim, by=None, as_operator=True)
    editor.edit(claim).type(text="As it is.").send()
    first = Change.objects.of_record(Claim, claim.pk).earliest("pk")

    page = editor.open(f"{admin_url(claim, 'history')}{first.pk}/revert/")

    (row,) = page.response.context["rows"]
    assert [field.label for field in row.fields] == ["Text"]
