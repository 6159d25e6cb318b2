"""Deciding proposals in a real browser: by keyboard alone, without scripts, on a narrow screen, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.models import Contradiction, Proposal, RejectedPair
from tests.browser.reading_aloud import barriers, overflow
from tests.browser.test_admin import log_in
from tests.factories import make_actor, make_claim, make_denial, make_proposal, make_source, make_statement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal() -> Proposal:
    first = make_claim(
        text="Testland's army shelled the depot.", about=[(make_actor(name="Testland"), "agent")], figure={}
    )
    second = make_claim(text="Testland's army did not shell the depot.", event=first.event)
    make_statement(claim=first, actor=make_actor(name="Otherland"), source=make_source(title="A test report"))
    make_denial(claim=first, actor=make_actor(name="Ministry of Testland"), quote="Nothing of that is so.")
    make_statement(claim=second, actor=make_actor(name="حكومة الاختبار"))
    return make_proposal(first_claim=first, second_claim=second)


def address(proposal: Proposal) -> str:
    return f"/admin/claims/proposal/{proposal.pk}/change/"


def test_pages_have_no_barriers(proposal: Proposal, open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser(color_scheme="dark", viewport={"width": 320, "height": 800}))
    found = {}
    addresses = [
        address(proposal),
        "/admin/claims/proposal/",
        f"/admin/claims/proposal/look/{proposal.first_claim_id}/",
        f"/admin/claims/claim/{proposal.first_claim_id}/change/",
    ]

    for each in addresses:
        page.goto(each)
        found[each] = barriers(page)

    assert found == {each: [] for each in addresses}


def test_decision_page_fits_a_narrow_screen(proposal: Proposal, open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser(viewport={"width": 320, "height": 800}))

    page.goto(address(proposal))

    assert overflow(page) <= 0


def test_proposal_is_accepted_by_keyboard_alone(proposal: Proposal, open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser())
    page.goto(address(proposal))

    reach(page, "Reason")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Both are about one day.")
    reach(page, "Accept and make the draft")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_contain_text("was made as a draft")
    assert Contradiction.objects.get().reason.endswith(" Both are about one day.")


def reach(page: Page, name: str) -> None:
    """Press Tab until the field or button of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        named = page.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.labels && at.labels[0] ? at.labels[0].textContent : at.value || '').trim() }"
        )
        if named.removesuffix(":") == name:
            return
    pytest.fail(f"{name} can't be reached by Tab.")


def test_proposal_is_rejected_without_scripts(proposal: Proposal, open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser(java_script_enabled=False))
    page.goto(f"/admin/claims/claim/{proposal.first_claim_id}/change/")
    page.get_by_role("link", name="Decide on the pair").click()

    page.get_by_label("Why they are neither").fill("Two depots.")
    page.get_by_role("button", name="Reject for good").click()

    expect(page.locator(".messagelist .success")).to_contain_text("will not be proposed again")
    assert RejectedPair.objects.get().reason == "Two depots."
