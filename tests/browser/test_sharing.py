"""Embeds, linked data and print in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.reading_aloud import barriers, overflow
from tests.public.registry import publish_dispute, publish_three_sided_claim

pytestmark = pytest.mark.django_db(transaction=True)

SIDES = """
() => [...document.querySelectorAll("dl > div")].map((side) => {
  const box = side.getBoundingClientRect();
  return [Math.round(box.top), Math.round(box.width), Math.round(box.height), getComputedStyle(side).color];
})
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sandboxed_frame_shows_both_sides_alike_at_300_pixels(
    open_browser: Callable[..., Page], live_server, scheme: str
) -> None:
    publish_dispute(asserting="Armenia", denying=("Azerbaijan",))
    page = open_browser(viewport={"width": 400, "height": 600}, color_scheme=scheme)
    frame = f"{live_server.url}/embed/claims/su-25-downing/"
    html = f'<!DOCTYPE html><iframe sandbox src="{frame}" width="300" height="500" title="A claim"></iframe>'
    page.route("**/another-site", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/another-site")

    (shown,) = page.frames[1:]
    shown.wait_for_selector("dl")

    asserted, denied = shown.evaluate(SIDES)
    assert asserted == denied
    assert shown.locator("dd").all_inner_texts() == ["Armenia", "Azerbaijan"]
    assert shown.evaluate("getComputedStyle(document.querySelector('dl')).display") == "grid"
    assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_frame_has_no_barriers(open_browser: Callable[..., Page]) -> None:
    publish_three_sided_claim()
    for scheme, path in [("light", "/embed/claims/three-sides/"), ("dark", "/ar/embed/claims/three-sides/")]:
        page = open_browser(viewport={"width": 320, "height": 600}, color_scheme=scheme)
        page.goto(path)

        assert barriers(page) == []
        assert overflow(page) <= 0


def test_linked_data_in_a_page_breaks_no_policy(window: Page) -> None:
    publish_dispute()
    window.goto("/claims/su-25-downing/")

    data = json.loads(window.locator('script[type="application/ld+json"]').text_content() or "")

    # That nothing was blocked is what `window` looks to.
    assert [node["@type"] for node in data["@graph"]] == ["Claim", "BreadcrumbList"]


def test_print_has_every_word_of_every_side_black_on_white(open_browser: Callable[..., Page]) -> None:
    publish_three_sided_claim()
    page = open_browser(viewport={"width": 700, "height": 1000}, color_scheme="dark")
    page.goto("/claims/three-sides/")
    read = set(page.locator("main .sides").inner_text().split())
    page.emulate_media(media="print")

    printed = page.locator("body").inner_text()

    assert read <= set(printed.split())
    for name in ("Հայաստան", "مصر", "Türkiye", "აფხაზეთი", "Россия"):
        assert name in printed
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.side')).color") == "rgb(0, 0, 0)"
    address = page.locator(".sides .out").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert address == '" (" attr(href) ")"' or "https://example.org/a" in address
    assert "/claims/three-sides/" in printed
    assert not page.locator("nav, form").locator("visible=true").count()


def test_print_opens_what_is_folded(window: Page) -> None:
    publish_three_sided_claim()
    window.goto("/claims/three-sides/history/")
    window.emulate_media(media="print")

    folded = window.locator("details:not([open])")

    heights = folded.evaluate_all("all => all.map((one) => one.querySelector(':scope > :not(summary)').clientHeight)")
    assert all(height > 0 for height in heights)
