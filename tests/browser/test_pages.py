"""The public pages in a real browser: nothing that the policy blocks, that axe finds, or that scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, Route

import claims
from tests.browser.reading_aloud import barriers, overflow
from tests.public.registry import publish_hostile_claim, publish_long_dispute, publish_three_sided_claim

pytestmark = pytest.mark.django_db(transaction=True)

DEMO = Path(claims.__file__).parent / "data" / "karabakh-2020.yaml"
# One of every template and of every sort of claim.
PAGES = [
    "/",
    "/disputes/",
    "/claims/?standing=disputed&kind=attack",
    "/claims/?kind=legal_status&asserted_by=iran",
    "/claims/su-25-downing/",
    "/claims/heavy-artillery-armenia/",
    "/claims/foreign-fighters-sent/",
    "/claims/three-sides/",
    "/claims/hostile/",
    "/claims/long-dispute/",
    "/claims/su-25-downing/cite/",
    "/claims/su-25-downing/history/",
    "/events/nagorno-karabakh-2020/",
    "/events/nagorno-karabakh-2020/matrix/?columns=actors",
    "/events/nagorno-karabakh-2020/figures/",
    "/actors/turkey/",
    "/sources/",
    "/sources/live-blog-2020-09-29/",
    "/search/?q=su-25",
    "/about/",
    "/about/balance/",
    "/report/?about=/claims/su-25-downing/",
    "/developers/",
]
ERRORS = ["/no-such-page/", "/claims/?kind=atack"]


@pytest.fixture
def registry() -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)
    publish_three_sided_claim()
    publish_hostile_claim()
    publish_long_dispute()


def _fulfil(body: bytes, route: Route) -> None:
    route.fulfill(body=body, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(("size", "scheme"), [(1280, "light"), (320, "dark")])
def test_every_page_is_accessible_and_fits(
    registry: None, open_browser: Callable[..., Page], size: int, scheme: str
) -> None:
    page = open_browser(viewport={"width": size, "height": 800}, color_scheme=scheme)

    for path in PAGES:
        page.goto(path)

        assert barriers(page) == [], path
        assert overflow(page) <= 0, path


@pytest.mark.parametrize(("size", "scheme"), [(1280, "dark"), (320, "light")])
def test_open_filters_and_errors_are_accessible_and_fit(
    registry: None, open_browser: Callable[..., Page], client: Client, size: int, scheme: str
) -> None:
    page = open_browser(viewport={"width": size, "height": 800}, color_scheme=scheme)
    page.goto("/claims/?standing=disputed")
    page.get_by_text("Filter and sort").click()
    assert barriers(page) == []
    assert overflow(page) <= 0

    for path in ERRORS:
        # As a 200: Chromium reports any other status of a page as an error on the console.
        page.route(f"**{path}", partial(_fulfil, client.get(path).content))
        page.goto(path)

        assert barriers(page) == [], path
        assert overflow(page) <= 0, path


def test_on_a_telephone_the_denial_is_named_before_the_first_position_ends(
    registry: None, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto("/claims/su-25-downing/")

    brief = page.locator(".summary").get_by_text("Azerbaijan and Turkey").bounding_box()
    first = page.locator("#statement-1").bounding_box()

    assert brief is not None
    assert first is not None
    assert brief["y"] < first["y"] + first["height"]


def test_on_a_wide_screen_the_sides_stand_side_by_side(registry: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 1280, "height": 800})
    page.goto("/claims/su-25-downing/")

    asserted, denied = page.locator("#side-asserts").bounding_box(), page.locator("#side-denies").bounding_box()

    assert asserted is not None
    assert denied is not None
    assert asserted["y"] == denied["y"]
    assert abs(asserted["width"] - denied["width"]) < 1
    assert asserted["x"] + asserted["width"] <= denied["x"]


def test_targets_of_the_navigation_are_large_enough_to_touch(registry: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto("/claims/?standing=disputed")
    page.get_by_text("Filter and sort").click()

    targets = page.locator("nav a, .chips a, button, input, select, summary, footer a, .actions a").all()
    heights = [box["height"] for target in targets if (box := target.bounding_box())]

    assert heights
    assert min(heights) >= 44


def test_keyboard_reaches_the_content_first_and_sees_where_it_is(
    registry: None, open_browser: Callable[..., Page]
) -> None:
    page = open_browser()
    page.goto("/claims/su-25-downing/")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getBoundingClientRect().top")
    page.keyboard.press("Enter")

    assert skip >= 0
    assert page.evaluate("document.activeElement.id") == "content"


def test_right_to_left_words_run_from_the_right(registry: None, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/claims/three-sides/")

    quote = page.locator("blockquote[lang=ar]")

    assert quote.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.locator("blockquote[lang=hy]").evaluate("element => getComputedStyle(element).direction") == "ltr"
