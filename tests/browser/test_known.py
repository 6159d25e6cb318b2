"""Stepping through what was known of a claim, in a real browser: in place, by keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.ledger.publish import publish
from tests.browser.reading_aloud import barriers, overflow
from tests.factories import make_actor, make_claim, make_denial
from tests.public.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim that was denied ten days after it was published."""
    clock = Clock()
    monkeypatch.setattr("claims.ledger.log.clock", clock)
    claim = make_claim(slug="claim", text="A test jet was lost.", statements=[{"actor": make_actor(name="Asserter")}])
    publish(record=claim, by=None)
    clock.set("2020-09-11T00:00:00Z")
    make_denial(claim=claim, actor=make_actor(name="Denier"))
    claim.refresh_from_db()
    publish(record=claim, by=None, reason="The denial was added.")


def test_the_slider_steps_in_place_and_keeps_the_focus(changed: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto("/claims/claim/")
    slider = page.get_by_role("slider", name="As it was known on")
    expect(slider).to_have_attribute("aria-valuetext", "2/2: Now, since 11 September 2020, 00:00 UTC: changed")
    expect(page.locator(".as-known")).to_have_count(0)

    slider.press("Home")

    expect(page.get_by_text("As known on 1 September 2020, 00:00 UTC", exact=True)).to_be_visible()
    expect(page).to_have_title("Claimed by Asserter — A test jet was lost. | factreg")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "1/2: 1 September 2020, 00:00 UTC: published")
    assert "as_of=2020-09-01T00%3A00%3A00." in page.url
    assert barriers(page) == []
    assert overflow(page) <= 0

    slider.press("End")

    expect(page.locator(".as-known")).to_have_count(0)
    expect(slider).to_be_focused()
    assert page.url.endswith("/claims/claim/")


def test_without_scripts_a_list_and_a_button_do_the_same(changed: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto("/claims/claim/")

    page.get_by_label("As it was known on").select_option(index=0)
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.get_by_text("As known on 1 September 2020, 00:00 UTC", exact=True)).to_be_visible()
    expect(page.get_by_label("As it was known on")).to_have_value(re.compile(r"^2020-09-01T00:00:00\."))
