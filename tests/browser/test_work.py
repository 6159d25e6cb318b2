"""The list of work, the review page and the preview in a real browser: by keyboard, without scripts, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims import review
from claims.actions import save
from claims.ledger.publish import publish
from claims.models import Claim
from claims.roles import ANNOTATOR, make_groups
from factreg.records import WorkState
from tests.browser.reading_aloud import barriers, overflow
from tests.browser.test_admin import log_in
from tests.factories import make_actor, make_claim, make_denial, make_source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claim() -> Claim:
    """Public, edited since by an annotator, and submitted."""
    annotator = User.objects.create_user("annotator", is_staff=True)
    annotator.groups.add(make_groups()[ANNOTATOR])
    said = {"actor": make_actor(name="Testland"), "source": make_source(title="Test live blog")}
    claim = make_claim(question="Did twelve people die?", text="Twelve people died.", statements=[said])
    publish(record=claim, by=None)
    claim.refresh_from_db()
    claim.text = "Thirteen people died."
    save(record=claim, by=annotator)
    make_denial(claim=claim, by=annotator)
    claim.refresh_from_db()
    return review.submit(record=claim, by=annotator, comment="Please look at the figure.")


def pages(claim: Claim) -> list[str]:
    own = f"/admin/claims/claim/{claim.pk}"
    return [
        "/admin/",
        "/admin/claims/workitem/?queue=review",
        "/admin/claims/workitem/",
        f"{own}/review/",
        f"{own}/preview/",
        f"{own}/preview/page/",
    ]


def test_pages_of_work_obey_the_policy_and_read_aloud(claim: Claim, open_browser: Callable[..., Page]) -> None:
    editor = log_in(open_browser(color_scheme="dark", viewport={"width": 320, "height": 900}))

    for address in pages(claim):
        editor.goto(address)
        assert barriers(editor) == [], address
        assert overflow(editor) <= 0


def press_until(page: Page, name: str) -> None:
    """Tab on until the control of that name has the focus, and press it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(name)


def test_claim_is_reviewed_and_published_by_keyboard_without_scripts(
    claim: Claim, open_browser: Callable[..., Page]
) -> None:
    editor = log_in(open_browser(java_script_enabled=False))
    editor.goto("/admin/claims/workitem/?queue=review")
    editor.get_by_role("link", name="Begin with the first").press("Enter")
    expect(editor.get_by_text("Please look at the figure.")).to_be_visible()

    editor.get_by_role("button", name="Mark as ready").press("Enter")
    expect(editor.locator(".messagelist .success")).to_contain_text("ready to be published")
    editor.get_by_role("link", name="Publish…").press("Enter")
    editor.get_by_label("Reason").fill("A new figure.")
    editor.get_by_role("button", name="Publish").press("Enter")

    expect(editor.locator(".messagelist .success")).to_contain_text("published")
    assert Claim.objects.get().work_state == WorkState.CLEAN
    editor.goto("/admin/claims/workitem/?queue=review")
    expect(editor.get_by_text("Nothing waits here.")).to_be_visible()


def test_controls_are_reached_with_the_tab_key(claim: Claim, open_browser: Callable[..., Page]) -> None:
    editor = log_in(open_browser())
    editor.goto(f"/admin/claims/claim/{claim.pk}/review/")

    press_until(editor, "Take it")

    expect(editor.locator(".messagelist .success")).to_contain_text("is with editor now")


def test_link_to_what_is_missing_opens_its_field(claim: Claim, open_browser: Callable[..., Page]) -> None:
    editor = log_in(open_browser())
    editor.goto(f"/admin/claims/claim/{claim.pk}/review/")

    editor.get_by_role("link", name="Statement 1: give the words").click()

    expect(editor.locator("#id_statements-0-quote")).to_be_visible()
