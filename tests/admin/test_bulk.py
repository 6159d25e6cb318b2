"""Bulk actions of the lists: what is chosen is done, what was edited meanwhile is left and named, for any number."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from claims.actions import save
from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.models import Claim, Label, LabelledRecord, Review
from factreg.records import PublicState, WorkState
from tests.admin.forms import Desk
from tests.claims.registry_files import load_base, load_text
from tests.factories import make_claim, make_denial, make_event

LIST = "/admin/claims/claim/"


def choose(desk: Desk, action: str, claims: list[Claim], **more: str) -> HttpResponse:
    pks = [claim.pk for claim in claims]
    return desk.client.post(LIST, {"action": action, ACTION_CHECKBOX_NAME: pks, **more})


def confirm(desk: Desk, page: HttpResponse, **values: str) -> HttpResponse:
    selection = re.search(r'name="selection" value="([^"]+)"', words(page))
    address = re.search(r'action="(/admin/[^"]+/bulk/[^"]+)"', words(page))
    assert selection
    assert address
    return desk.client.post(address[1], {"selection": selection[1], **values}, follow=True)


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def claims() -> list[Claim]:
    event = make_event()
    return [make_claim(event=event, question="Did it happen?") for _ in range(3)]


def test_event_is_set_for_all_that_were_chosen(annotator: Desk, claims: list[Claim]) -> None:
    other = make_event(slug="other", title="Other event")

    answer = confirm(annotator, choose(annotator, "set-event", claims[:2]), event="Other event")

    assert list(Claim.objects.order_by("pk").values_list("event__slug", flat=True)) == [
        *[other.slug] * 2,
        claims[2].event.slug,
    ]
    assert "2 of 2 put under the event" in words(answer)
    assert Claim.objects.get(pk=claims[0].pk).edited_by == annotator.user


def test_claim_that_was_edited_meanwhile_is_left_as_it_is_and_named(annotator: Desk, claims: list[Claim]) -> None:
    make_event(slug="other")
    page = choose(annotator, "set-event", claims)
    claims[1].note = "Edited meanwhile."
    save(record=claims[1], by=None)

    answer = confirm(annotator, page, event="other")

    stored = Claim.objects.get(pk=claims[1].pk)
    assert (stored.note, stored.event) == ("Edited meanwhile.", claims[1].event)
    assert "2 of 3 put under the event" in words(answer)
    assert "was edited since you were shown it" in words(answer)


def test_event_that_is_not_there_is_told_and_changes_nothing(annotator: Desk, claims: list[Claim]) -> None:
    answer = confirm(annotator, choose(annotator, "set-event", claims), event="no-such")

    assert "There is no event “no-such”" in words(answer)
    assert Claim.objects.filter(event=claims[0].event).count() == 3


def test_labels_sort_records_and_are_no_edit(annotator: Desk, claims: list[Claim]) -> None:
    publish(record=claims[0], by=None)
    entries = Entry.objects.count()

    confirm(annotator, choose(annotator, "label", claims[:2]), label="to check")

    label = Label.objects.get()
    filtered = annotator.client.get(f"{LIST}?label={label.pk}")
    assert filtered.context["cl"].result_count == 2
    assert Claim.objects.get(pk=claims[0].pk).work_state == WorkState.CLEAN
    assert Entry.objects.count() == entries
    confirm(annotator, choose(annotator, "label", claims[:1]), label="to check", take="on")
    assert LabelledRecord.objects.get().key == claims[1].key


def test_assignment_that_is_not_allowed_is_refused_record_by_record(
    annotator: Desk, editor: Desk, claims: list[Claim]
) -> None:
    answer = confirm(annotator, choose(annotator, "assign", claims), to=str(editor.user.pk))

    assert "0 of 3 assigned" in words(answer)
    assert "Only an editor can give a record to somebody else" in words(answer)
    confirm(editor, choose(editor, "assign", claims), to=str(annotator.user.pk))
    assert Review.objects.filter(assigned_to=annotator.user).count() == 3


def test_drafts_are_submitted_and_the_others_are_named(annotator: Desk, claims: list[Claim]) -> None:
    publish(record=claims[0], by=None)

    page = choose(annotator, "submit", claims)
    answer = confirm(annotator, page)

    assert "1 of them are not draft or changes requested" in words(page)
    assert Claim.objects.awaiting_review().count() == 2
    assert "2 of 3 submitted for review" in words(answer)


def test_select_all_publishes_more_than_a_page_holds(editor: Desk) -> None:
    claim = (
        "- {{slug: many-{0}, event: fighting, text: Test {0}., question: Was it?, kind: other,"
        " statements: [{{actor: armenia, stance: asserts, source: article}}]}}"
    )
    load_base()
    load_text("claims:\n" + "\n".join(claim.format(number) for number in range(520)))
    Claim.objects.filter(slug__in=["first", "second"]).delete()
    some = list(Claim.objects.all()[:1])

    page = choose(editor, "publish_selected", some, select_across="1")
    Claim.objects.filter(slug="many-7").update(note="Edited meanwhile.")
    answer = confirm(editor, page)

    assert "event: " in words(page)
    assert Claim.objects.published().count() == 519
    assert Claim.objects.get(slug="many-7").public_state == PublicState.NEVER
    assert "519 of 520 published" in words(answer)


def test_what_can_not_be_published_does_not_hold_back_the_rest(editor: Desk, claims: list[Claim]) -> None:
    for claim in claims:
        make_denial(claim=claim)
    for claim in claims:
        claim.refresh_from_db()
        publish(record=claim, by=None)
    confirm(editor, choose_all(editor, "withdraw-all", claims[:1]), reason="Wrong.")

    answer = confirm(editor, choose_all(editor, "withdraw-all", claims), reason="All of it.")

    assert Claim.objects.published().count() == 0
    assert "2 of 3 withdrawn" in words(answer)
    assert "can&#x27;t be withdrawn" in words(answer)


def choose_all(desk: Desk, deed: str, claims: list[Claim]) -> HttpResponse:
    """The page to confirm on, as it stands when its form is sent without a reason."""
    page = choose(desk, "label", claims)
    selection = re.search(r'name="selection" value="([^"]+)"', words(page))
    assert selection
    return desk.client.post(f"{LIST}bulk/{deed}/", {"selection": selection[1]})


def test_annotator_can_not_publish_by_the_address_of_the_page(annotator: Desk, claims: list[Claim]) -> None:
    answer = choose_all(annotator, "publish-all", claims)

    assert answer.status_code == 403
    assert "Your account may not have claims published" in words(answer)


def test_forged_selection_is_not_taken(editor: Desk, claims: list[Claim]) -> None:
    answer = editor.client.post(f"{LIST}bulk/set-event/", {"selection": "forged", "event": "x"}, follow=True)

    assert "Choose records in the list first" in words(answer)


def test_page_asks_no_more_for_many_records_than_for_few(editor: Desk) -> None:
    event = make_event()
    counts = []
    for number in (2, 40):
        chosen = [make_claim(event=event) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            choose(editor, "set-event", chosen)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 12


@pytest.mark.parametrize(("action", "typed"), [("label", {"label": "to check"}), ("assign", {}), ("submit", {})])
def test_select_all_takes_all_that_the_filters_show_and_no_more(
    annotator: Desk, claims: list[Claim], action: str, typed: dict[str, str]
) -> None:
    shown = [make_claim(event=claims[0].event, kind="losses") for _ in range(60)]
    address = f"{LIST}?kind__exact=losses"
    ticked = {"action": action, ACTION_CHECKBOX_NAME: [shown[0].pk], "select_across": "1"}

    answer = confirm(annotator, annotator.client.post(address, ticked), **typed)

    assert "60 of 60" in words(answer)
    done = {
        "label": set(LabelledRecord.objects.values_list("key", flat=True)),
        "assign": set(Review.objects.values_list("key", flat=True)),
        "submit": set(Claim.objects.awaiting_review().values_list("key", flat=True)),
    }
    assert done[action] == {claim.key for claim in shown}
