"""Lists in a real browser: they change in place, and all the same without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.ledger.publish import publish
from tests.browser.reading_aloud import barriers
from tests.factories import make_actor, make_claim, make_event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_kinds() -> None:
    """An attack and a decision, of one event."""
    event, actor = make_event(), make_actor(name="Asserter")
    for kind in ("attack", "decision"):
        claim = make_claim(
            slug=f"{kind}-2",
            text=f"A second test {kind} took place.",
            event=event,
            kind=kind,
            statements=[{"actor": actor}],
        )
        publish(record=claim, by=None)


def test_a_facet_narrows_the_list_in_place_and_keeps_the_focus(two_kinds: None, window: Page) -> None:
    window.goto("/claims/")
    window.evaluate("window.same = true")
    facet = window.locator("#facet-kind-attack")

    facet.focus()
    facet.press("Enter")

    expect(window.get_by_text("A second test decision took place.")).to_have_count(0)
    expect(window.locator("#facet-kind-attack")).to_have_attribute("aria-current", "true")
    expect(window.locator("#facet-kind-attack")).to_be_focused()
    assert window.url.endswith("/claims/?kind=attack")
    assert window.evaluate("window.same")
    assert barriers(window) == []

    window.go_back()

    expect(window.get_by_text("A second test decision took place.")).to_be_visible()


def test_a_facet_narrows_the_list_without_scripts(two_kinds: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto("/claims/")

    page.locator("#facet-kind-attack").click()

    expect(page.get_by_text("A second test decision took place.")).to_have_count(0)
    assert page.url.endswith("/claims/?kind=attack")
