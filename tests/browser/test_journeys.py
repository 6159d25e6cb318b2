"""What a reader does on the public pages, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims.ledger.publish import publish
from tests import databases
from tests.factories import make_actor, make_claim
from tests.public.registry import publish_dispute, publish_long_dispute

pytestmark = pytest.mark.django_db(transaction=True)

DISPUTE = "Was an Armenian Su-25 shot down by a Turkish F-16?"
_FOCUSED = """() => {
  const element = document.activeElement;
  const { outlineStyle } = getComputedStyle(element);
  const name = element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText;
  return [name.trim(), element.getAttribute("href") || "", element.id, outlineStyle];
}"""


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    def begin() -> None:
        publish_long_dispute()
        publish_dispute()
        alone = make_claim(text="A test bridge was lost.", statements=[{"actor": make_actor()}])
        publish(record=alone, by=None)

    with django_db_blocker.unblock(), databases.starting_with(begin):
        yield


def tab_to(page: Page, *, name: str = "", href: str = "", identity: str = "", key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the focus is where it should be; on the way, and there, the focus is seen."""
    for _ in range(most):
        page.keyboard.press(key)
        named, leads, known, outline = page.evaluate(_FOCUSED)
        assert outline != "none", f"the focus is not seen on {named!r}"
        if name in named and href in leads and identity in known:
            return
    raise AssertionError(f"{name or href or identity} is not reached by keyboard")


def follow(page: Page) -> None:
    """Press Enter on the link or button that has the focus, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_home_to_a_dispute_its_denial_and_its_source_and_back(open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto("/")

    tab_to(page, name=DISPUTE)
    follow(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(DISPUTE)
    tab_to(page, name="Azerbaijan and Turkey", href="#")
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()
    tab_to(page, name="Live blog", href="/sources/")
    follow(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Live blog")
    tab_to(page, name=DISPUTE)
    follow(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text(DISPUTE)


def test_a_search_a_facet_and_a_filter(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/")

    tab_to(page, identity="q")
    page.keyboard.type("su-25")
    follow(page)
    expect(page).to_have_title("Search: su-25 | factreg")
    tab_to(page, name=DISPUTE)
    page.goto("/claims/")
    tab_to(page, href="standing=disputed")
    follow(page)
    expect(page.get_by_role("link", name="Remove the filter")).to_have_count(1)
    # The list changes in place, and the facet keeps the focus.
    tab_to(page, name="Filter and sort", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, name="Show")
    follow(page)

    expect(page.locator(".claim-link")).to_have_count(2)


def test_a_claim_is_cited_and_reported(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/claims/su-25-downing/")

    tab_to(page, href="/cite/")
    follow(page)
    expect(page).to_have_url(page.url.partition("/claims/")[0] + "/claims/su-25-downing/cite/")
    page.go_back()
    tab_to(page, href="/report/?about=")
    follow(page)
    tab_to(page, identity="kind-")
    page.keyboard.press("ArrowDown")
    tab_to(page, identity="text")
    page.keyboard.type("The test date is wrong.")

    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    expect(page.locator("#text")).to_have_value("The test date is wrong.")
