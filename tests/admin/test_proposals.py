"""The queue of proposals in the workbench: both claims alike, each decision, two editors at once, who may decide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.actions import save
from claims.models import Claim, Contradiction, CounterAccusation, Proposal, RejectedPair
from claims.vocabulary import ProposalState
from tests.admin.forms import Desk, admin_url, list_url
from tests.factories import make_actor, make_claim, make_denial, make_proposal, make_source, make_statement

MARKS = "<script>alert(1)</script> שלום"


def decide(desk: Desk, proposal: Proposal, decision: str, **typed: Any) -> Any:
    """Open the proposal's page, fill in one of its forms and send it."""
    page = desk.client.get(admin_url(proposal, "change"))
    return send(desk, proposal, decision, revision=page.context["started_from"], **typed)


def send(desk: Desk, proposal: Proposal, decision: str, *, revision: int, **typed: Any) -> Any:
    started = {"accept": {"type": proposal.type, "kind": proposal.kind, "element": proposal.element, "slug": ""}}
    given = {**started.get(decision, {}), **({"reason": proposal.reason} if decision == "accept" else {}), **typed}
    posted = {f"{decision}-{name}": value for name, value in given.items()}
    return desk.client.post(admin_url(proposal, "change"), {"decision": decision, "started_from": revision, **posted})


def text_of(response: Any) -> str:
    return response.content.decode()


def test_queue_lists_what_waits_and_links_to_it(editor: Desk) -> None:
    waiting, rejected = make_proposal(), make_proposal()
    decide(editor, rejected, "reject", note="Different days.")

    page = editor.client.get(list_url(Proposal))

    assert admin_url(waiting, "change").removesuffix("change/") in text_of(page)
    assert admin_url(rejected, "change").removesuffix("change/") not in text_of(page)


@pytest.mark.parametrize("state", ["all", "rejected"])
def test_decided_ones_are_found_by_their_state(editor: Desk, state: str) -> None:
    rejected = make_proposal()
    decide(editor, rejected, "reject", note="Different days.")

    page = editor.client.get(list_url(Proposal), {"state": state})

    assert admin_url(rejected, "change").removesuffix("change/") in text_of(page)


def test_page_shows_both_claims_alike(editor: Desk) -> None:
    """Two claims that are the same but for the one word by which they differ are shown the same."""
    proposal = make_proposal()
    actor, source = make_actor(name="Testland"), make_source(title="Test article")
    for claim in (proposal.first_claim, proposal.second_claim):
        make_statement(claim=claim, actor=actor, source=source)
        make_denial(claim=claim, actor=make_actor(name="Otherland"), source=source)

    page = text_of(editor.client.get(admin_url(proposal, "change")))

    first, second = re.findall(r"<article.*?</article>", page, re.DOTALL)
    for claim, name in ((proposal.first_claim, "first"), (proposal.second_claim, "second")):
        assert claim.text in page, name
    assert unnamed(first, proposal.first_claim) == unnamed(second, proposal.second_claim)


def unnamed(card: str, claim: Claim) -> str:
    return card.replace(claim.text, "TEXT").replace(claim.slug, "SLUG").replace(str(claim.pk), "PK")


def test_accepting_makes_the_draft_and_leads_to_the_next(editor: Desk) -> None:
    proposal, following = make_proposal(), make_proposal()

    answer = decide(editor, proposal, "accept", reason="The depot can't have burnt and not have burnt.")

    assert answer.url == admin_url(following, "change")
    made = Contradiction.objects.get()
    assert made.reason == "The depot can't have burnt and not have burnt."
    assert made.slug == f"{proposal.first_claim.slug}--{proposal.second_claim.slug}"
    assert (made.edited_by, made.public_state) == (editor.user, "never")


def test_last_decision_leads_back_to_the_queue(editor: Desk) -> None:
    assert decide(editor, make_proposal(), "later", note="").url == list_url(Proposal)


def test_proposal_can_be_recorded_as_a_counter_accusation(editor: Desk) -> None:
    decide(editor, make_proposal(), "accept", type="counter-accusation", kind="", element="")

    assert CounterAccusation.objects.count() == 1


@pytest.mark.parametrize(
    ("decision", "typed", "told"),
    [
        ("accept", {"reason": ""}, "This field is required"),
        ("accept", {"kind": ""}, "a contradiction has a kind"),
        ("accept", {"slug": "Not An Address"}, "lower-case Latin letters"),
        ("accept", {"reason": "a\x00b"}, "ull characters are not allowed"),
        ("accept", {"reason": "a\u202eb"}, "U+202E"),
        ("accept", {"reason": "x" * 60_000}, "at most 50000 characters"),
        ("accept", {"type": "verdict"}, "not one of the available choices"),
        ("reject", {"note": ""}, "This field is required"),
        ("reject", {"note": "x" * 600}, "at most 500 characters"),
        ("reject", {"note": "two\nlines"}, "U+000A"),
    ],
)
def test_wrong_input_is_named_and_changes_nothing(
    editor: Desk, decision: str, typed: dict[str, str], told: str
) -> None:
    proposal = make_proposal()

    answer = decide(editor, proposal, decision, **typed)

    assert answer.status_code == 200
    assert told in text_of(answer)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert not Contradiction.objects.exists()
    assert not RejectedPair.objects.exists()


def test_slug_that_is_taken_is_told_at_its_field(editor: Desk) -> None:
    first, second = make_proposal(), make_proposal()
    decide(editor, first, "accept", slug="taken")

    answer = decide(editor, second, "accept", slug="taken")

    assert answer.context["forms"]["accept"].errors["slug"]


def test_what_is_typed_is_kept_and_escaped(editor: Desk) -> None:
    proposal = make_proposal()

    page = text_of(decide(editor, proposal, "accept", reason=MARKS, kind=""))

    assert "<script>alert" not in page
    assert "שלום" in page


def test_second_of_two_editors_is_told_who_was_first(editor: Desk, desk: Any) -> None:
    other = desk(name="ben")
    proposal = make_proposal()
    revision = proposal.revision
    send(other, proposal, "reject", revision=revision, note="Different days.")

    answer = send(editor, proposal, "accept", revision=revision)

    assert answer.status_code == 200
    assert "rejected by ben" in text_of(answer)
    assert not Contradiction.objects.exists()


def test_decision_on_what_has_changed_is_refused(editor: Desk) -> None:
    proposal = make_proposal()

    answer = send(editor, proposal, "accept", revision=proposal.revision + 1)

    assert "has changed since you opened the page" in text_of(answer)
    assert not Contradiction.objects.exists()


@pytest.mark.parametrize("revision", ["", "x", "9" * 50, "-1", "\u0661"])
def test_revision_that_is_none_decides_nothing(editor: Desk, revision: str) -> None:
    proposal = make_proposal()

    answer = send(editor, proposal, "reject", revision=revision, note="Different days.")  # type: ignore[arg-type]

    assert answer.status_code == 200
    assert not RejectedPair.objects.exists()


def test_annotator_may_decide(annotator: Desk) -> None:
    decide(annotator, make_proposal(), "reject", note="Different days.")

    assert RejectedPair.objects.count() == 1


def test_whoever_may_only_read_is_told_in_words(desk: Any) -> None:
    reader = desk(name="reader")
    reader.user.groups.clear()
    reader.user.user_permissions.add(Permission.objects.get(codename="view_proposal"))
    proposal = make_proposal()

    page = reader.client.get(admin_url(proposal, "change"))
    answer = send(reader, proposal, "reject", revision=proposal.revision, note="Different days.")

    assert "Your account may read this, but not decide it so" in text_of(page)
    assert answer.status_code == 403
    assert not RejectedPair.objects.exists()


def test_claims_page_shows_its_proposals_with_the_other_claim(editor: Desk) -> None:
    proposal = make_proposal()

    for one, other in (
        (proposal.first_claim, proposal.second_claim),
        (proposal.second_claim, proposal.first_claim),
    ):
        page = text_of(editor.client.get(admin_url(one, "change")))
        panel = page[page.index("proposals-heading") :]
        assert other.text in panel
        assert admin_url(proposal, "change") in panel


def test_editor_looks_for_proposals_of_one_claim(editor: Desk) -> None:
    claim = make_claim(text="The depot was burnt down.")
    make_claim(text="The depot was not burnt down.", event=claim.event)
    url = reverse("admin:claims_proposal_look", args=[claim.pk])

    asked, answer = editor.client.get(url), editor.client.post(url)

    assert (asked.status_code, answer.status_code) == (200, 302)
    assert Proposal.objects.of_claim(claim).count() == 1


@pytest.mark.parametrize("number", ["0", "99999", "x", "1" * 30])
def test_looking_for_a_claim_that_is_not_there_leads_to_the_list(editor: Desk, number: str) -> None:
    answer = editor.client.get(reverse("admin:claims_proposal_look", args=[number]))

    assert answer.status_code == 302


@pytest.mark.parametrize("number", ["99999", "x", "1" * 30])
def test_proposal_that_is_not_there_leads_away(editor: Desk, number: str) -> None:
    assert editor.client.get(reverse("admin:claims_proposal_change", args=[number])).status_code == 302


def test_page_asks_as_often_for_ten_statements_as_for_one(editor: Desk) -> None:
    proposal = make_proposal()
    url = admin_url(proposal, "change")
    for claim in (proposal.first_claim, proposal.second_claim):
        make_statement(claim=claim, actor=make_actor(speaks_for=make_actor()))
    for_one = queries(editor, url)
    for claim in (proposal.first_claim, proposal.second_claim):
        for _ in range(9):
            make_statement(claim=claim, actor=make_actor(speaks_for=make_actor()))

    assert queries(editor, url) == for_one
    assert for_one <= 12


def queries(desk: Desk, url: str) -> int:
    desk.client.get(url)  # Warms what Django remembers of content types and permissions.
    with CaptureQueriesContext(connection) as asked:
        assert desk.client.get(url).status_code == 200
    return len(asked)


def test_edit_of_a_claim_after_the_proposal_stays_decidable(editor: Desk) -> None:
    proposal = make_proposal()
    claim = proposal.first_claim
    claim.note = "An addition."
    save(record=claim, by=editor.user)

    assert decide(editor, proposal, "accept").status_code == 302
