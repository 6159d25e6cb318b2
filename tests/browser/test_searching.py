"""The search box in a real browser: suggestions by keyboard, and the plain form where scripts are off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.ledger.publish import publish_many
from tests.browser.reading_aloud import barriers
from tests.factories import make_actor, make_claim


@pytest.fixture
def registry() -> None:
    actors = [
        make_actor(slug="alder-council", name="Alder Council"),
        make_actor(slug="alder-board", name="Alder Board"),
    ]
    publish_many(records=[*actors, make_claim(text="The aldermoor was drained.")], by=None)


def test_suggestions_are_chosen_by_keyboard_and_move_nothing(registry: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 320, "height": 800}, color_scheme="dark")
    page.goto("/")
    box, below = page.get_by_label("Search claims, events, actors and sources"), page.locator("#disputed")
    before = below.bounding_box()

    box.press_sequentially("alder")
    expect(page.get_by_role("option")).to_have_count(3)
    opened = (box.get_attribute("aria-expanded"), below.bounding_box(), barriers(page))
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    name = chosen.locator("bdi").inner_text()
    box.press("Enter")

    assert opened == ("true", before, [])
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_without_scripts_the_box_is_a_plain_form(registry: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto("/")

    page.get_by_label("Search claims, events, actors and sources").fill("aldermor")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("link", name="The aldermoor was drained.")).to_be_visible()
