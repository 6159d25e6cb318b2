"""What is typed comes back, to its author alone, and is dropped when saved; and who has a record open is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from claims.actions import save
from claims.desk import typed
from claims.desk.models import OpenForm, TypedForm
from claims.desk.presence import BEATING, SILENT, enter
from claims.models import Claim, Denial
from tests.admin.forms import Desk, Page
from tests.factories import make_actor, make_claim, make_denial, make_event, make_source

ADD = "/admin/claims/claim/add/"


def keep(page: Page, **more: Any) -> Any:
    """What the page's script does while one types."""
    url = page.url.removesuffix("change/") + "typed/"
    return page.desk.client.post(url, {**page.values, **more})


def token_of(page: Page) -> str:
    return page.values["typed_as"][0]


def brought_back(page: Page, desk: Desk | None = None) -> Page:
    return (desk or page.desk).open(page.url, typed=token_of(page))


def test_new_claim_with_added_rows_comes_back_after_a_lost_session(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    page = ann.add(Claim).type(text="A jet was lost.", event=make_event().pk)
    page.add_row("statements", actor=make_actor(name="Armenia").pk, stance="denies", elements=["agent", "means"])
    assert keep(page).status_code == 200
    elsewhere = Client()
    elsewhere.force_login(ann.user)
    again = Desk(client=elsewhere, user=ann.user)

    offered = again.open(ADD)
    back = brought_back(page, again)

    assert f"?typed={token_of(page)}" in offered.text
    assert "Nothing of it is saved yet" in back.text
    assert back.values["text"] == ["A jet was lost."]
    assert back.values["statements-0-stance"] == ["denies"]
    assert back.values["statements-0-elements"] == ["agent", "means"]
    assert "Armenia" in back.text
    assert not Claim.objects.exists()


def test_what_came_back_is_saved_like_any_form_and_then_dropped(annotator: Desk) -> None:
    page = annotator.add(Claim).type(text="A jet was lost.", event=make_event().pk, slug="jet", kind="attack")
    keep(page)

    saved = brought_back(page).type(language="en").send()

    assert saved.saved, saved.text
    assert Claim.objects.get().text == "A jet was lost."
    assert "Bring it back" not in annotator.open(ADD).text
    assert brought_back(page).values["text"] == [""]


def test_what_its_page_still_sends_after_the_save_is_not_kept(annotator: Desk) -> None:
    page = annotator.add(Claim).type(text="A jet was lost.", event=make_event().pk, slug="jet", kind="attack")
    assert page.send().saved

    late = keep(page)

    assert "saved or discarded" in late.json()["late"]
    assert "Bring it back" not in annotator.open(ADD).text


def test_save_that_is_refused_drops_nothing(annotator: Desk) -> None:
    page = annotator.add(Claim).type(text="A jet was lost.")
    keep(page)

    refused = page.send()

    assert not refused.saved
    assert token_of(refused) == token_of(page)
    assert brought_back(page).values["text"] == ["A jet was lost."]


def test_edit_that_comes_back_is_laid_on_what_another_saved_meanwhile(desk: Callable[..., Desk]) -> None:
    ann = desk(name="ann")
    claim = make_claim(text="As it was.")
    page = ann.edit(claim).type(question="Ann's question?")
    keep(page)
    claim.text = "As Bob has it."
    save(record=claim, by=None)

    back = brought_back(page)

    assert "Someone else saved while you were editing" in back.text
    assert back.values["question"] == ["Ann's question?"]
    assert back.values["text"] == ["As Bob has it."]
    assert back.send().saved
    claim.refresh_from_db()
    assert (claim.text, claim.question) == ("As Bob has it.", "Ann's question?")


def test_nobody_reads_brings_back_or_discards_what_another_typed(desk: Callable[..., Desk]) -> None:
    ann, bob = desk(name="ann"), desk("admin", name="bob")
    page = ann.add(Claim).type(text="Ann's secret.")
    keep(page)

    offered, back = bob.open(ADD), brought_back(page, bob)
    bob.client.post(f"{ADD}typed/", {"typed_as": token_of(page), "discard": "yes"})
    bob.client.post(f"{ADD}typed/", {"typed_as": token_of(page), "text": "Bob's."})

    assert "Bring it back" not in offered.text
    assert back.values["text"] == [""]
    assert brought_back(page).values["text"] == ["Ann's secret."]


def test_what_is_discarded_is_gone_with_a_script_or_without(annotator: Desk) -> None:
    page = annotator.add(Claim).type(text="Given up.")
    keep(page)

    done = keep(annotator.add(Claim), typed_as=token_of(page), discard="Discard it")

    assert done.status_code == 302
    assert done["Location"] == ADD
    assert "Bring it back" not in annotator.open(ADD).text


def test_two_tabs_of_a_form_are_kept_apart(annotator: Desk) -> None:
    pages = [annotator.add(Claim).type(text=text) for text in ("First.", "Second.")]
    for page in pages:
        keep(page)

    assert [brought_back(page).values["text"] for page in pages] == [["First."], ["Second."]]


@pytest.mark.parametrize(
    "text", ["NUL \x00 byte", "\u202e override", "Ադրբեջան عربي 中文 \U0001f600", "<script>", "x\r\ny"]
)
def test_any_text_is_kept_as_it_was_typed(annotator: Desk, text: str) -> None:
    page = annotator.add(Claim).type(text=text)
    keep(page)

    back = typed.take_up(user=annotator.user, form="claims.claim/add", token=token_of(page))

    assert back is not None
    assert back["text"] == text
    assert brought_back(page).response.status_code == 200


def test_too_much_is_refused_in_words_and_what_was_kept_stays(annotator: Desk) -> None:
    page = annotator.add(Claim).type(text="Kept.")
    keep(page)

    refused = [keep(page, text="x" * size) for size in (1_100_000, 2_500_000)]

    assert [each.status_code for each in refused] == [413, 413]
    assert all("kept before it is saved" in each.json()["problem"] for each in refused)
    assert brought_back(page).values["text"] == ["Kept."]


def test_no_more_than_fifty_forms_are_kept(annotator: Desk) -> None:
    for number in range(55):
        values = QueryDict(f"text={number}")
        typed.keep(user=annotator.user, form="claims.claim/add", token=f"{number:032x}", values=values)

    assert TypedForm.objects.count() == typed.MOST
    assert typed.take_up(user=annotator.user, form="claims.claim/add", token=f"{54:032x}") is not None


@pytest.mark.parametrize("token", ["", "x" * 32, "0" * 31, "../../etc"])
def test_garbled_token_keeps_nothing(annotator: Desk, token: str) -> None:
    answer = annotator.client.post(f"{ADD}typed/", {"typed_as": token, "text": "Typed."})

    assert answer.status_code == 400
    assert not TypedForm.objects.exists()
    assert annotator.open(ADD, typed=token).values["text"] == [""]


def test_who_may_not_edit_keeps_nothing(desk: Callable[..., Desk]) -> None:
    reader = desk(name="ann")
    claim = make_claim()
    reader.user.groups.clear()
    reader.user.user_permissions.set(reader.user.user_permissions.model.objects.filter(codename="view_claim"))

    page = reader.edit(claim)
    answers = [
        reader.client.post(f"/admin/claims/claim/{which}/typed/", {"typed_as": "0" * 32}) for which in ("add", 1)
    ]

    assert page.response.status_code == 200
    assert "typed_as" not in page.values
    assert [each.status_code for each in answers] == [403, 403]


def test_typed_text_needs_the_form_of_a_logged_in_person(annotator: Desk) -> None:
    assert Client().post(f"{ADD}typed/", {"typed_as": "0" * 32}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(annotator.user)
    assert strict.post(f"{ADD}typed/", {"typed_as": "0" * 32}).status_code == 403
    assert annotator.client.get(f"{ADD}typed/").status_code == 405


def test_denial_is_kept_too(editor: Desk) -> None:
    denial = make_denial(quote="Never.", actor=make_actor(), source=make_source())
    page = editor.edit(Denial.objects.get(pk=denial.pk)).type(quote="Never, he said.")
    keep(page)

    assert brought_back(page).values["quote"] == ["Never, he said."]
    assert page.send().saved
    assert "Bring it back" not in editor.edit(denial_of(denial)).text


def denial_of(statement: Any) -> Denial:
    return Denial.objects.get(pk=statement.pk)


# Who is here


def test_page_tells_who_else_has_the_record_open(desk: Callable[..., Desk]) -> None:
    ann, bob, claim = desk(name="ann"), desk(name="bob"), make_claim()

    alone = ann.edit(claim)
    second = bob.edit(claim)
    told = ann.client.post(f"/admin/claims/claim/{claim.pk}/presence/")
    bob.client.post(f"/admin/claims/claim/{claim.pk}/presence/", {"left": "yes"})
    after = ann.client.post(f"/admin/claims/claim/{claim.pk}/presence/")

    assert "Open elsewhere" not in alone.text
    assert "<bdi>ann</bdi>" in second.text
    assert "<bdi>bob</bdi>" in told.content.decode()
    assert "bob" not in after.content.decode()


@pytest.mark.parametrize(("beats", "gone_after"), [(True, BEATING), (False, SILENT)])
def test_who_is_not_heard_of_is_gone(beats: bool, gone_after: Any) -> None:
    ann, bob = User.objects.create_user("ann"), User.objects.create_user("bob")
    enter(user=bob, model="claims.claim", row=1, beats=beats)

    seen = []
    for since in (gone_after * 0.9, gone_after * 1.1):
        OpenForm.objects.filter(user=bob).update(seen_at=timezone.now() - since)
        seen.append([one.name for one in enter(user=ann, model="claims.claim", row=1)])

    assert seen == [["bob"], []]


def test_who_comes_back_after_long_is_here_since_then() -> None:
    ann, bob = User.objects.create_user("ann"), User.objects.create_user("bob")
    long_ago = timezone.now() - SILENT * 2
    enter(user=bob, model="claims.claim", row=1)
    OpenForm.objects.update(seen_at=long_ago, opened_at=long_ago)

    enter(user=bob, model="claims.claim", row=1)

    (present,) = enter(user=ann, model="claims.claim", row=1)
    assert present.since > long_ago
