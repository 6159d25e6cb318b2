"""Publishing and taking down in the admin: who may, what is shown first, what is asked for, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.actions import save
from claims.ledger.models import Action, Entry
from claims.ledger.publish import publish
from claims.models import Claim
from factreg.records import PublicState, Record
from tests.admin.forms import Desk, Page, admin_url, list_url
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_denial,
    make_event,
    make_publisher,
    make_source,
)

MAKERS = {
    "publisher": make_publisher,
    "source": make_source,
    "actor": make_actor,
    "event": make_event,
    "claim": lambda: make_claim(statements=[{}]),
    "contradiction": make_contradiction,
    "counter-accusation": make_counter_accusation,
}


def complete(**fields: Any) -> Claim:
    """A draft that lacks nothing that it must have."""
    return make_claim(**{"statements": [{}], **fields})


def published(**fields: Any) -> Claim:
    claim = complete(**fields)
    publish(record=claim, by=None)
    claim.refresh_from_db()
    return claim


def state_of(record: Record) -> str:
    return type(record)._default_manager.get(pk=record.pk).public_state


@pytest.mark.parametrize("type_", MAKERS)
def test_every_type_of_record_is_published_withdrawn_and_restored(editor: Desk, type_: str) -> None:
    record: Any = MAKERS[type_]()
    for name in ("first_claim", "second_claim"):
        if hasattr(record, name):
            publish(record=getattr(record, name), by=None)

    for verb, state in (
        ("publish", PublicState.PUBLISHED),
        ("withdraw", PublicState.WITHDRAWN),
        ("quarantine", PublicState.QUARANTINED),
        ("restore", PublicState.PUBLISHED),
    ):
        done = editor.do(verb, record, reason="A reason.")
        assert done.saved, done.text
        assert state_of(record) == state

    assert Entry.objects.filter(key=record.key, cause=None).last().author.user == editor.user


def test_page_says_what_else_will_be_published(editor: Desk) -> None:
    actor = make_actor(name="Spokeswoman", speaks_for=make_actor(name="Her state"))
    claim = make_claim(statements=[{"actor": actor, "source": make_source(title="Live blog")}])

    page = editor.open(admin_url(claim, "publish"))

    also = [str(record) for record in page.response.context["also"]]
    assert {"Spokeswoman", "Her state", str(claim.event)} <= set(also)
    editor.do("publish", claim)
    assert state_of(actor.speaks_for) == PublicState.PUBLISHED


def test_page_says_which_pairs_go_down_with_a_claim(editor: Desk) -> None:
    claim = published()
    pair = make_contradiction(first_claim=published(), second_claim=claim)
    publish(record=pair, by=None)

    page = editor.open(admin_url(claim, "withdraw"))

    assert page.response.context["also"] == [pair]


@pytest.mark.parametrize("verb", ["publish", "withdraw", "quarantine"])
@pytest.mark.parametrize("reason", ["", "   ", "NUL \x00", "An \u202e override"])
def test_change_of_what_is_public_needs_a_reason_fit_to_print(editor: Desk, verb: str, reason: str) -> None:
    claim = published()
    claim.text = "Edited since."
    save(record=claim, by=editor.user)

    refused = editor.do(verb, claim, reason=reason)

    assert "reason" in refused.response.context["form"].errors
    assert Entry.objects.filter(key=claim.key).count() == 1


def test_first_publication_needs_no_reason(editor: Desk) -> None:
    claim = complete()

    assert editor.do("publish", claim).saved

    assert Entry.objects.get(key=claim.key).action == Action.PUBLISHED


def test_reason_is_public(editor: Desk) -> None:
    claim = published()

    editor.do("withdraw", claim, reason="The source was a parody.")

    assert Entry.objects.filter(key=claim.key).last().reason == "The source was a parody."


def test_what_can_not_be_published_yet_is_said(editor: Desk) -> None:
    pair = make_contradiction(first_claim=published(), second_claim=make_claim(slug="not-public"))

    refused = editor.do("publish", pair)

    assert "publish the claim not-public first" in refused.text
    assert state_of(pair) == PublicState.NEVER


def test_withdrawn_record_is_restored_not_published(editor: Desk) -> None:
    claim = published()
    before = editor.open(admin_url(claim, "publish")).type(reason="An edit.")
    editor.do("withdraw", claim, reason="A reason.")

    refused = before.send("confirmed")

    assert "it can&#x27;t be published" in refused.text
    assert state_of(claim) == PublicState.WITHDRAWN
    assert "confirmed" not in editor.open(admin_url(claim, "publish")).text


@pytest.mark.parametrize("verb", ["publish", "withdraw", "quarantine", "restore"])
def test_annotator_opens_no_door_not_even_by_post(annotator: Desk, verb: str) -> None:
    claim = published() if verb != "publish" else make_claim()
    url = admin_url(claim, verb)

    shown = annotator.client.get(url)
    sent = annotator.client.post(url, {"confirmed": "yes", "reason": "R.", f"started_from-{claim.pk}": claim.revision})

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "Ask an editor" in sent.content.decode()
    assert state_of(claim) == claim.public_state


def test_annotator_is_told_who_can_publish(annotator: Desk, editor: Desk) -> None:
    claim = make_claim()

    pages = annotator.edit(claim).text, editor.edit(claim).text

    assert "Only an editor can publish it." in pages[0]
    assert [admin_url(claim, "publish") in page for page in pages] == [False, True]
    assert ["Save and publish" in page for page in pages] == [False, True]


def test_save_and_publish_leads_to_the_door(editor: Desk) -> None:
    claim = make_claim()

    sent = editor.edit(claim).type(text="Edited.").send("_publish")

    assert sent.response.url == admin_url(claim, "publish")
    added = editor.add(type(claim.event)).type(title="Reported event", slug="new-event").send("_publish")
    assert added.response.url.endswith("/publish/")


def select(desk: Desk, action: str, records: list[Any]) -> Page:
    url = list_url(type(records[0]))
    chosen = {"action": action, "_selected_action": [record.pk for record in records], "index": "0"}
    return Page(desk, url, desk.client.post(url, chosen))


def test_many_are_published_after_one_page_of_confirmation(editor: Desk) -> None:
    claims = [complete(), complete(), published()]

    page = select(editor, "publish_selected", claims)
    refused = page.send("confirmed")
    done = page.type(reason="The first batch.").send("confirmed")

    assert "reason" in refused.response.context["form"].errors
    assert done.saved, done.text
    assert {state_of(claim) for claim in claims} == {PublicState.PUBLISHED}


def test_many_are_withdrawn_and_restored_or_none(editor: Desk) -> None:
    claims, draft = [published(), published()], make_claim()

    assert "confirmed" not in select(editor, "withdraw_selected", [*claims, draft]).text
    for action, state in (
        ("withdraw_selected", PublicState.WITHDRAWN),
        ("restore_selected", PublicState.PUBLISHED),
    ):
        assert select(editor, action, claims).type(reason="A reason.").send("confirmed").saved
        assert {state_of(claim) for claim in claims} == {state}


def test_bulk_action_is_refused_where_one_was_edited_since(editor: Desk) -> None:
    claims = [complete(), complete()]
    page = select(editor, "publish_selected", claims)
    claims[0].text = "Edited since."
    save(record=claims[0], by=None)

    refused = page.send("confirmed")

    assert "was edited since you opened this page" in refused.text
    assert {state_of(claim) for claim in claims} == {PublicState.NEVER}
    assert refused.send("confirmed").saved


def test_annotator_is_offered_no_bulk_action(annotator: Desk) -> None:
    claim = make_claim()
    offered = annotator.open(list_url(Claim)).text

    select(annotator, "publish_selected", [claim])

    assert "publish_selected" not in offered
    assert "delete_selected" not in offered
    assert state_of(claim) == PublicState.NEVER


def test_published_record_is_not_deleted_but_a_draft_is(editor: Desk) -> None:
    public, draft = published(), make_claim()
    make_denial(claim=draft)

    refused = editor.open(admin_url(public, "delete"))
    sent = editor.client.post(refused.url, {"post": "yes", f"started_from-{public.pk}": public.revision})
    gone = editor.open(admin_url(draft, "delete")).send("ok")

    assert "it can be withdrawn, not deleted" in refused.text
    assert sent.status_code == 200
    assert Claim.objects.filter(pk=public.pk).exists()
    assert gone.saved
    assert not Claim.objects.filter(pk=draft.pk).exists()


def test_record_that_others_need_is_not_deleted(editor: Desk) -> None:
    event = make_claim().event

    page = editor.open(admin_url(event, "delete"))

    assert page.response.context["protected"]
    assert "Yes, I" not in page.text


def test_record_edited_since_is_not_deleted(editor: Desk) -> None:
    claim = make_claim()
    one, many = editor.open(admin_url(claim, "delete")), select(editor, "delete_selected", [claim])
    save(record=claim, by=editor.user)

    for page in (one, many):
        refused = page.send("ok")
        assert "edited since you were asked" in refused.text
    assert Claim.objects.filter(pk=claim.pk).exists()


def test_drafts_are_deleted_together(editor: Desk) -> None:
    claims = [make_claim(), make_claim()]

    assert select(editor, "delete_selected", claims).send("ok").saved

    assert not Claim.objects.filter(pk__in=[claim.pk for claim in claims]).exists()


def test_annotator_deletes_no_record(annotator: Desk) -> None:
    claim = make_claim()

    refused = annotator.client.post(admin_url(claim, "delete"), {"post": "yes"})

    assert refused.status_code == 403
    assert "Editors also publish" in refused.content.decode()


def test_denial_is_deleted_as_an_edit_of_its_claim(editor: Desk) -> None:
    denial = make_denial()
    claim = published_again(denial.claim)

    assert editor.open(admin_url(denial, "delete")).send("ok").saved

    assert not claim.statements.exists()
    assert Claim.objects.get(pk=claim.pk).revision > claim.revision


def published_again(claim: Claim) -> Claim:
    publish(record=claim, by=None)
    return Claim.objects.get(pk=claim.pk)


def test_door_of_a_record_that_is_gone_leads_to_the_list(editor: Desk) -> None:
    sent = editor.open(reverse("admin:claims_claim_publish", args=[999_999]))

    assert sent.response.url == list_url(Claim)
