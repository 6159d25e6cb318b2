"""Merging in the workbench: choose, look, confirm, undo; only editors, and never over another's edit."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from claims.ledger.publish import publish_many
from claims.models import Actor, Claim, Event, Merge, Place, Statement
from tests.admin.forms import Desk, Page, admin_url, list_url
from tests.factories import make_actor, make_claim, make_contradiction, make_event, make_place
from tests.ledger.reading import document, edit


@pytest.fixture
def claims() -> tuple[Claim, Claim]:
    """Two public claims that say the same."""
    one = make_claim(slug="one", text="It happened.", statements=[{}])
    two = make_claim(slug="two", text="It took place.", event=one.event, statements=[{}])
    publish_many(records=[one, two], by=None)
    for claim in (one, two):
        claim.refresh_from_db()
    return one, two


def merge_page(desk: Desk, record: Any, into: Any) -> Page:
    url = f"{admin_url(record, 'merge')}?with={into.pk}"
    return desk.open(url)


def test_preview_says_what_differs_and_what_moves(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    page = merge_page(editor, *claims)

    assert "It happened." in page.text
    assert "It took place." in page.text
    assert "1 statements (claim)" in page.text
    assert Claim.objects.filter(public_state="merged").count() == 0


def test_confirmed_merge_moves_and_keeps_the_chosen_value(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    one, two = claims
    page = merge_page(editor, one, two).type(reason="Entered twice")
    page.values["keep-text"] = ["record"]

    sent = page.send("confirmed")

    assert sent.saved, sent.text
    assert document("claim", "two")["text"] == "It happened."
    assert Statement.objects.filter(claim=two).count() == 2


def test_merge_of_public_records_asks_for_a_reason(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    sent = merge_page(editor, *claims).send("confirmed")

    assert "This field is required" in sent.text
    assert not Merge.objects.exists()


def test_merge_is_refused_when_one_was_edited_since_it_was_shown(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    one, two = claims
    page = merge_page(editor, one, two).type(reason="Entered twice")
    edit(two, note="Edited meanwhile")

    sent = page.send("confirmed")

    assert "was edited since you opened this page" in sent.text
    assert not Merge.objects.exists()


def test_annotator_is_told_who_may_merge(annotator: Desk, claims: tuple[Claim, Claim]) -> None:
    page = merge_page(annotator, *claims)

    assert page.response.status_code == 403
    assert "An editor can merge the two" in annotator.edit(claims[0]).text


def test_what_stands_against_a_merge_is_said_and_nothing_can_be_confirmed(
    editor: Desk, claims: tuple[Claim, Claim]
) -> None:
    make_contradiction(slug="pair", first_claim=claims[0], second_claim=claims[1])

    page = merge_page(editor, *claims)

    assert "The contradiction pair says that they differ" in page.text
    assert "Merge the two" not in page.text


def test_merged_record_says_where_it_went_and_can_be_brought_back(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    one, two = claims
    merge_page(editor, one, two).type(reason="Entered twice").send("confirmed")

    shown = editor.edit(one)
    done = Merge.objects.get()
    undone = editor.open(reverse("admin:claims_merge_undo", args=[done.pk])).type(reason="They differ")

    assert "This record was merged into" in shown.text
    assert undone.send("confirmed").saved
    one.refresh_from_db()
    assert one.public_state == "published"


def test_lists_and_boxes_are_without_merged_records(editor: Desk) -> None:
    old, new = make_actor(name="Old name"), make_actor(name="New name")
    merge_page(editor, old, new).send("confirmed")

    listed = editor.open(list_url(Actor)).response.context["cl"].queryset
    boxed = editor.client.get(
        reverse("admin:autocomplete"),
        {"term": "name", "app_label": "claims", "model_name": "statement", "field_name": "actor"},
    ).json()["results"]
    merged = editor.open(list_url(Actor), publication="merged").response.context["cl"].queryset

    assert list(listed) == [new]
    assert [result["id"] for result in boxed] == [str(new.pk)]
    assert list(merged) == [old]


def test_two_that_are_selected_in_a_list_lead_to_the_preview(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    one, two = claims

    sent = editor.client.post(list_url(Claim), {"action": "merge_selected", ACTION_CHECKBOX_NAME: [one.pk, two.pk]})

    assert sent.status_code == 302
    assert sent.url == f"{admin_url(two, 'merge')}?with={one.pk}"


def test_other_record_is_found_by_its_words(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    page = editor.open(admin_url(claims[0], "merge"), q="took place")

    assert f"?with={claims[1].pk}" in page.text


def test_merged_place_gives_its_names_and_events_and_gets_them_back(editor: Desk) -> None:
    old = make_place(slug="old", names=[("Testburg", "en"), ("Same", "en")])
    new = make_place(slug="new", names=[("Same", "en")])
    event = make_event(place=old)

    sent = merge_page(editor, old, new).send("confirmed")

    assert sent.saved, sent.text
    assert sorted(new.names.values_list("name", flat=True)) == ["Same", "Testburg"]
    assert Event.objects.get(pk=event.pk).place == new
    undone = editor.open(reverse("admin:claims_merge_undo", args=[Merge.objects.get().pk])).send("confirmed")
    assert undone.saved, undone.text
    assert sorted(Place.objects.get(slug="old").names.values_list("name", flat=True)) == ["Same", "Testburg"]
    assert Event.objects.get(pk=event.pk).place.slug == "old"


@pytest.mark.parametrize("statements", [1, 20])
def test_preview_asks_as_much_however_much_moves(
    editor: Desk, statements: int, django_assert_max_num_queries: Any
) -> None:
    one, two = make_claim(statements=[{}] * statements), make_claim()

    with django_assert_max_num_queries(12):
        merge_page(editor, one, two)


def test_what_was_chosen_is_still_chosen_when_the_reason_is_missing(editor: Desk, claims: tuple[Claim, Claim]) -> None:
    page = merge_page(editor, *claims)
    page.values["keep-text"] = ["record"]

    sent = page.send("confirmed")

    assert sent.values["keep-text"] == ["record"]
    assert sent.type(reason="Entered twice").send("confirmed").saved
    assert document("claim", "two")["text"] == "It happened."
