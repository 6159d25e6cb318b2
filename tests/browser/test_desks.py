"""The desk in a real browser: what is typed is kept without being asked for, and comes back after a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims.actions import save
from claims.desk.models import OpenForm, TypedForm
from claims.models import Claim
from tests.browser.reading_aloud import barriers, overflow
from tests.browser.test_admin import log_in
from tests.factories import make_actor, make_claim, make_source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claim() -> Claim:
    return make_claim(text="As it was.", statements=[{"actor": make_actor(name="Armenia"), "source": make_source()}])


def test_typed_text_survives_a_crash_and_is_read_aloud(open_browser: Callable[..., Page], claim: Claim) -> None:
    page = log_in(open_browser(), name="ann")
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.locator("#id_text").fill("As Ann types it.")
    expect(page.locator("#typed-status")).to_contain_text("is kept", timeout=15_000)
    state = page.context.storage_state()
    page.close(run_before_unload=False)

    back = open_browser(storage_state=state)
    back.goto(f"/admin/claims/claim/{claim.pk}/change/")

    assert barriers(back) == []
    back.get_by_role("link", name="Bring it back").click()
    expect(back.locator("#id_text")).to_have_value("As Ann types it.")
    assert barriers(back) == []
    back.get_by_role("button", name="Save", exact=True).first.click()
    expect(back.locator(".messagelist .success")).to_be_visible()
    assert not TypedForm.objects.filter(done=False).exists()
    claim.refresh_from_db()
    assert claim.text == "As Ann types it."


def test_what_the_server_never_heard_of_is_kept_by_the_browser(open_browser: Callable[..., Page], claim: Claim) -> None:
    page = log_in(open_browser(), name="ann")
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.route("**/typed/", lambda route: route.abort())
    page.locator("#id_text").fill("Typed in a tunnel.")
    expect(page.locator("#typed-status")).to_contain_text("in this browser", timeout=15_000)
    page.unroute("**/typed/")

    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.get_by_role("link", name="Bring back what this browser kept").click()

    expect(page.locator("#id_text")).to_have_value("Typed in a tunnel.")


def test_two_editors_see_each_other(open_browser: Callable[..., Page], claim: Claim) -> None:
    ann, bob = log_in(open_browser(), name="ann"), log_in(open_browser(), name="bob")
    for page in (ann, bob):
        page.goto(f"/admin/claims/claim/{claim.pk}/change/")

    expect(bob.locator("#present")).to_contain_text("ann")
    ann.goto("/admin/")

    expect_gone(ann, name="ann")


def expect_gone(page: Page, *, name: str) -> None:
    """Wait until the page that was left has said so."""
    for _ in range(100):
        if not OpenForm.objects.filter(user__username=name).exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{name} is still here")


def test_history_and_going_back_obey_the_policy_and_read_aloud(open_browser: Callable[..., Page], claim: Claim) -> None:
    page: Any = log_in(open_browser(color_scheme="dark", viewport={"width": 320, "height": 800}), name="ann")
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.locator("#id_text").fill("As it became.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto(f"/admin/claims/claim/{claim.pk}/history/")
    assert barriers(page) == []
    assert overflow(page) <= 0
    page.get_by_role("link", name="Go back to this").last.click()
    assert barriers(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Go back to this").click()

    expect(page.locator("#id_text")).to_have_value("As it was.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_two_edits_that_meet_are_settled_by_keyboard(
    open_browser: Callable[..., Page], claim: Claim, scheme: Any, width: int
) -> None:
    page = log_in(open_browser(color_scheme=scheme, viewport={"width": width, "height": 800}), name="ann")
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    claim.text = "As it was, says Bob."
    save(record=claim, by=User.objects.create_user("bob"))
    page.locator("#id_text").fill("So it was.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("heading", name="Saved by someone else meanwhile")).to_be_visible()
    page.wait_for_load_state()

    assert barriers(page) == []
    assert overflow(page) <= 0
    page.get_by_role("radio", name="Yours").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Both edits in one")).to_be_checked()
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_be_visible()
    claim.refresh_from_db()
    assert claim.text == "So it was, says Bob."
