"""Work: what waits for whom, the review page of a record, and what the three roles are told and may do."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims import review
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim, Comment, Review, SavedView, WorkItem
from claims.models.work import QUEUES
from factreg.records import WorkState
from tests.admin.forms import Desk, admin_url
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_publisher,
    make_source,
)

WORK = "/admin/claims/workitem/"


def complete(**fields: Any) -> Claim:
    return make_claim(**{"statements": [{}], **fields})


def submitted(by: Any, **fields: Any) -> Claim:
    return review.submit(record=complete(by=by, **fields), by=by)


def state_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).work_state


def titles(page: Any) -> list[str]:
    return [item.title for item in page.response.context["cl"].result_list]


# The list


def test_every_type_of_record_is_in_the_list_of_work(db: None) -> None:
    made = [make_publisher(), make_source(), make_actor(), make_event(), make_claim()]
    made += [make_contradiction(), make_counter_accusation()]

    found = {(item.type, item.row_id, item.slug) for item in WorkItem.objects.all()}

    assert {(record.type, record.pk, record.slug) for record in made} <= found


@pytest.fixture
def waiting(annotator: Desk, editor: Desk) -> dict[str, Claim]:
    """A claim in each of an editor's queues."""
    claims = {name: submitted(annotator.user, question=f"In {name}?") for name in ("mine", "unassigned", "changes")}
    review.take(record=claims["mine"], by=editor.user)
    review.request_changes(record=claims["changes"], by=editor.user, comment="A date.")
    claims["ready"] = submitted(annotator.user, question="In ready?")
    review.approve(record=claims["ready"], by=editor.user)
    said = {"actor": make_actor(), "source": make_source()}
    claims["drafts"] = complete(by=editor.user, question="In drafts?", event=claims["mine"].event, statements=[said])
    for name, take_down in (("quarantined", quarantine), ("withdrawn", withdraw)):
        claims[name] = complete(question=f"In {name}?")
        publish(record=claims[name], by=None)
        take_down(record=claims[name], by=None, reason="A reason.")
    return claims


def test_each_queue_shows_what_waits_in_it(editor: Desk, waiting: dict[str, Claim]) -> None:
    shown = {name: titles(editor.open(WORK, queue=name)) for name in QUEUES}

    expected = {name: [f"In {name}?"] for name in waiting} | {"review": ["In mine?", "In unassigned?"]}
    assert shown == expected
    assert {queue["name"]: queue["count"] for queue in editor.open(WORK).response.context["queues"]} == {
        name: len(found) for name, found in expected.items()
    }


def test_list_begins_with_what_is_in_ones_own_hands(editor: Desk, waiting: dict[str, Claim]) -> None:
    assert titles(editor.open(WORK)) == ["In mine?"]


def test_changes_requested_are_in_the_hands_of_who_submitted(annotator: Desk, waiting: dict[str, Claim]) -> None:
    assert titles(annotator.open(WORK)) == ["In changes?"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"queue": "review", "hands": "nobody"}, ["In unassigned?"]),
        ({"queue": "review", "hands": "mine"}, ["In mine?"]),
        ({"queue": "review", "hands": "others"}, []),
        ({"queue": "all", "type": "claim", "work_state__exact": "ready"}, ["In ready?"]),
        ({"queue": "review", "q": "unassigned"}, ["In unassigned?"]),
        ({"queue": "no-such", "type": "no-such", "hands": "no-such", "q": "in ready"}, ["In ready?"]),
    ],
)
def test_list_is_filtered(editor: Desk, waiting: Any, query: dict[str, str], expected: list[str]) -> None:
    assert titles(editor.open(WORK, **query)) == expected


def test_front_page_leads_to_work_first(annotator: Desk) -> None:
    page = annotator.open("/admin/").text

    assert 0 < page.index('href="/admin/claims/workitem/"') < page.index("app-sources")


def test_list_of_work_asks_as_much_for_many_as_for_one(
    editor: Desk, annotator: Desk, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        submitted(annotator.user)

    with django_assert_max_num_queries(12):
        page = editor.open(WORK, queue="review")

    assert len(titles(page)) == 8


def test_next_leads_through_the_list_and_says_where_it_ends(editor: Desk, waiting: dict[str, Claim]) -> None:
    first = editor.open(f"{WORK}next/", queue="review").response
    second = editor.open(f"{WORK}next/", queue="review", after=str(waiting["mine"].key)).response
    last = editor.open(f"{WORK}next/", queue="review", after=str(waiting["unassigned"].key)).response

    assert first.url == f"{admin_url(waiting['mine'], 'review')}?queue=review"
    assert second.url == f"{admin_url(waiting['unassigned'], 'review')}?queue=review"
    assert last.url == f"{WORK}?queue=review"
    assert "the last of this list" in editor.open(last.url).text


@pytest.mark.parametrize("after", ["", "no-key", "00000000-0000-4000-8000-000000000000"])
def test_next_of_what_is_not_in_the_list_begins_anew(editor: Desk, waiting: dict[str, Claim], after: str) -> None:
    sent = editor.open(f"{WORK}next/", queue="ready", after=after).response

    assert sent.url.startswith(admin_url(waiting["ready"], "review"))


def test_view_is_saved_under_a_name_of_ones_own_and_dropped(editor: Desk, annotator: Desk) -> None:
    url = reverse("admin:claims_workitem_views")
    for _ in range(2):
        sent = editor.client.post(url, {"name": "Перестрелки", "query": "queue=review&type=claim"})

    view = SavedView.objects.get()
    assert sent.url == f"{WORK}?queue=review&type=claim"
    page = editor.open(sent.url).text
    assert "you have a view of that name already" in page.lower()
    assert '<a href="?queue=review&amp;type=claim"><bdi>Перестрелки</bdi></a>' in page
    assert "Перестрелки" not in annotator.open(WORK).text
    annotator.client.post(url, {"drop": view.pk})
    assert SavedView.objects.exists()
    editor.client.post(url, {"drop": view.pk})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "NUL \x00", "override \u202e", "long " * 50])
def test_view_without_a_fit_name_is_refused(editor: Desk, name: str) -> None:
    editor.client.post(reverse("admin:claims_workitem_views"), {"name": name, "query": ""})

    assert not SavedView.objects.exists()
    assert "Not saved." in editor.open(WORK).text


def test_several_are_taken_at_once_and_what_another_has_is_said(
    annotator: Desk, editor: Desk, waiting: dict[str, Claim]
) -> None:
    keys = [str(waiting[name].key) for name in ("mine", "unassigned")]

    annotator.client.post(f"{WORK}?queue=review", {"action": "take_selected", "_selected_action": keys})

    hands = {name: Review.objects.get(key=waiting[name].key).assigned_to for name in ("mine", "unassigned")}
    assert hands == {"mine": editor.user, "unassigned": annotator.user}
    assert "is with" in annotator.open(WORK).text


def test_item_of_work_leads_to_its_records_review(editor: Desk) -> None:
    claim = complete()

    assert editor.open(f"{WORK}{claim.key}/change/").response.url == admin_url(claim, "review")
    assert editor.open(f"{WORK}00000000-0000-4000-8000-000000000000/change/").response.url == WORK


# The page of a review


def do(desk: Desk, record: Any, what: str, **typed: Any) -> Any:
    page = desk.open(admin_url(record, "review")).type(**typed)
    page.values["do"] = [what]
    return page.send("sent")


def test_claim_goes_through_review_on_its_page(annotator: Desk, editor: Desk) -> None:
    claim = complete(by=annotator.user)

    assert do(annotator, claim, "submit", text="Please look.").saved
    assert do(editor, claim, "request_changes", text="Which day?").saved
    assert do(annotator, claim, "submit").saved
    assert do(editor, claim, "approve").saved

    assert state_of(claim) == WorkState.READY
    page = editor.open(admin_url(claim, "review")).text
    assert page.index("Please look.") < page.index("Which day?")
    assert editor.do("publish", claim).saved


def test_annotator_is_told_that_editors_review(annotator: Desk, editor: Desk) -> None:
    claim = submitted(editor.user)

    page = annotator.open(admin_url(claim, "review"))
    sent = do(annotator, claim, "approve")

    assert "Only an editor reviews records." in page.text
    assert "Only an editor can publish it." in page.text
    assert 'value="approve"' not in page.text
    assert "Only an editor reviews records." in sent.text
    assert state_of(claim) == WorkState.IN_REVIEW


def test_editor_is_told_that_nobody_else_has_looked(editor: Desk) -> None:
    claim = complete(by=editor.user)

    refused = editor.do("publish", claim)

    assert "Only you have edited it since it was last published" in refused.text
    assert state_of(claim) == WorkState.DRAFT


def test_second_person_is_asked_for_in_bulk_too(editor: Desk, desk: Any) -> None:
    claims = [complete(by=editor.user), complete()]
    chosen = {"action": "publish_selected", "_selected_action": [claim.pk for claim in claims], "index": "0"}
    chosen |= {"confirmed": "yes", "reason": ""} | {f"started_from-{claim.pk}": claim.revision for claim in claims}

    refused = editor.client.post("/admin/claims/claim/", chosen)

    assert "Only you have edited it" in refused.content.decode()
    assert {claim.public_state for claim in Claim.objects.all()} == {"never"}
    assert desk("editor").client.post("/admin/claims/claim/", chosen).status_code == 302


def test_step_from_an_older_page_is_refused(annotator: Desk, editor: Desk) -> None:
    claim = submitted(annotator.user)
    page = editor.open(admin_url(claim, "review"))
    assert annotator.edit(claim).type(note="Edited since.").send().saved

    page.values["do"] = ["approve"]
    refused = page.type(text="Fine.").send("sent")

    assert "edited since you opened this page" in refused.text
    assert "Fine." in refused.text
    assert not Comment.objects.of(claim).filter(remark="approved").exists()


def test_record_is_taken_given_and_given_up(annotator: Desk, editor: Desk) -> None:
    claim = complete()

    for desk, what, to, expected in (
        (annotator, "take", "", annotator.user),
        (annotator, "give_up", "", None),
        (editor, "assign", annotator.user.pk, annotator.user),
        (editor, "assign", "", None),
    ):
        typed = {"to": to} if what == "assign" else {}
        assert do(desk, claim, what, **typed).saved
        assert Review.objects.get(key=claim.key).assigned_to == expected


@pytest.mark.parametrize("text", ["NUL \x00", "override \u202e", "x" * 5_001])
def test_comment_unfit_to_store_is_refused_with_its_text(annotator: Desk, text: str) -> None:
    claim = complete()

    refused = do(annotator, claim, "comment", text=text)

    assert "text" in refused.response.context["form"].errors
    assert not Comment.objects.exists()


def test_comment_in_any_script_is_kept_and_is_not_public(annotator: Desk, client: Any) -> None:
    claim = complete(slug="commented")
    said = "تحقق من التاريخ <script>alert(1)</script>"

    assert do(annotator, claim, "comment", text=said).saved
    publish(record=claim, by=None)

    assert "تحقق من التاريخ &lt;script&gt;" in annotator.open(admin_url(claim, "review")).text
    assert "تحقق" not in client.get("/claims/commented/").content.decode()


def test_review_of_a_record_that_is_gone_leads_away(editor: Desk) -> None:
    for pk in ("999999", "no-number", "1" * 30):
        assert editor.open(f"/admin/claims/claim/{pk}/review/").response.status_code == 302


def test_review_page_asks_at_most_twelve_questions(editor: Desk, django_assert_max_num_queries: Any) -> None:
    claim = complete(statements=[{} for _ in range(20)], figure={}, by=editor.user)
    for number in range(20):
        review.comment(record=claim, by=editor.user, text=f"Remark {number}.")

    with django_assert_max_num_queries(12):
        editor.open(admin_url(claim, "review"))


# What is missing


def test_what_is_missing_is_listed_with_links_to_the_fields(editor: Desk) -> None:
    claim = make_claim(statements=[{"quote": "Слова."}])

    on_form, on_review = editor.edit(claim).text, editor.open(admin_url(claim, "review")).text

    assert 'href="#id_statements-0-quote_language"' in on_form
    assert 'id="id_statements-0-quote_language"' in on_form
    assert 'href="#about_set-group"' in on_form
    assert 'id="about_set-group"' in on_form
    assert f'href="{admin_url(claim, "change")}#id_question"' in on_review


def test_claim_without_a_statement_is_not_published_by_an_editor(editor: Desk) -> None:
    claim = make_claim()

    refused = editor.do("publish", claim)

    assert "the registry claims nothing itself" in refused.text
    assert Claim.objects.get().public_state == "never"


def test_view_that_is_none_is_dropped_without_a_word(editor: Desk) -> None:
    answers = [editor.client.post(f"{WORK}views/", {"drop": drop}) for drop in ("²", "٣", "9" * 40, "x")]

    assert [answer.status_code for answer in answers] == [302] * 4


def test_front_page_leads_to_where_work_begins(annotator: Desk) -> None:
    page = annotator.open(reverse("admin:index"))

    for name in ("sources_source_capture", "claims_claim_add", "claims_import_add", "claims_proposal_changelist"):
        assert f'href="{reverse(f"admin:{name}")}"' in page.text
