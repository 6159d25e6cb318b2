"""The public pages in a real browser: nothing that the policy blocks, that axe finds, or that scrolls sideways.

Each page is walked in one way of six, in which every two of colours, language and width come together; in all twelve by
tests/torture/test_axe.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import databases
from tests.browser.reading_aloud import barriers, overflow
from tests.browser.ways import LANGUAGES, SCHEMES, WIDTHS, Way, walk, window_of
from tests.public.every_page import ERRORS, PAGES, publish_every_page

pytestmark = pytest.mark.django_db(transaction=True)

LIGHT, DARK, FORCED = Way("light", "en", 1280), Way("dark", "ar", 320), Way("forced", "en", 320)
WAYS = [LIGHT, DARK, FORCED, Way("light", "ar", 320), Way("dark", "en", 1280), Way("forced", "ar", 1280)]
WALKS = [(way, PAGES[place :: len(WAYS)]) for place, way in enumerate(WAYS)]


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.starting_with(publish_every_page):
        yield


@pytest.mark.no_database
def test_every_page_is_walked_and_every_two_of_colours_language_and_width_come_together() -> None:
    met = {(one, other) for way in WAYS for one, other in combinations(enumerate(way), 2)}

    choices = [SCHEMES, LANGUAGES, WIDTHS]
    assert met == {
        ((first, one), (second, other))
        for first, second in combinations(range(3), 2)
        for one, other in product(choices[first], choices[second])
    }
    assert sorted(path for _, paths in WALKS for path in paths) == sorted(PAGES)


@pytest.mark.parametrize(("way", "paths"), WALKS, ids=[str(way) for way, _ in WALKS])
def test_every_page_is_accessible_and_fits(open_browser: Callable[..., Page], way: Way, paths: list[str]) -> None:
    page = open_browser(**window_of(way))

    assert walk(page, paths, way.language) == {}


@pytest.mark.parametrize("way", [DARK, WAYS[4]], ids=str)
def test_errors_are_accessible_and_fit(open_browser: Callable[..., Page], way: Way) -> None:
    page = open_browser(**window_of(way), expecting=list(ERRORS.values()))

    assert walk(page, list(ERRORS), way.language) == {}


@pytest.mark.parametrize("way", [FORCED, WAYS[4]], ids=str)
def test_open_filters_are_accessible_and_fit(open_browser: Callable[..., Page], way: Way) -> None:
    page = open_browser(**window_of(way))
    page.goto("/claims/?standing=disputed")
    page.get_by_text("Filter and sort").click()

    assert barriers(page) == []
    assert overflow(page) <= 0


def test_on_a_telephone_the_denial_is_named_before_the_first_position_ends(open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto("/claims/su-25-downing/")

    brief = page.locator(".summary").get_by_text("Azerbaijan and Turkey").bounding_box()
    first = page.locator("#statement-1").bounding_box()

    assert brief is not None
    assert first is not None
    assert brief["y"] < first["y"] + first["height"]


def test_on_a_wide_screen_the_sides_stand_side_by_side(open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 1280, "height": 800})
    page.goto("/claims/su-25-downing/")

    asserted, denied = page.locator("#side-asserts").bounding_box(), page.locator("#side-denies").bounding_box()

    assert asserted is not None
    assert denied is not None
    assert asserted["y"] == denied["y"]
    assert abs(asserted["width"] - denied["width"]) < 1
    assert asserted["x"] + asserted["width"] <= denied["x"]


def test_targets_of_the_navigation_are_large_enough_to_touch(open_browser: Callable[..., Page]) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto("/claims/?standing=disputed")
    page.get_by_text("Filter and sort").click()

    targets = (
        page.locator("nav a, .chips a, button, input, select, summary, footer a, .actions a").filter(visible=True).all()
    )
    heights = [box["height"] for target in targets if (box := target.bounding_box())]

    assert heights
    assert min(heights) >= 44


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_navigation_stands_on_one_line_of_a_telephone(open_browser: Callable[..., Page], prefix: str) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto(f"{prefix}/about/")

    boxes = [link.bounding_box() for link in page.locator("header nav a").all()]

    assert len({box and box["y"] for box in boxes}) == 1
    assert all(box and box["width"] >= 24 for box in boxes)


@pytest.mark.parametrize("part", ["matrix", "figures"])
def test_tables_laid_out_as_blocks_are_tables_still(open_browser: Callable[..., Page], part: str) -> None:
    page = open_browser(viewport={"width": 320, "height": 800})
    page.goto(f"/events/nagorno-karabakh-2020/{part}/")
    cells = page.locator("table.stack :is(th, td)")

    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]

    heard = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    assert page.locator("table.stack").first.evaluate("table => getComputedStyle(table).display") == "block"
    assert heard["table"] == page.locator("table.stack").count()
    assert heard["row"] == page.locator("table.stack tr").count()
    assert sum(heard[role] for role in ("cell", "gridcell", "columnheader", "rowheader")) == cells.count()


def test_keyboard_reaches_the_content_first_and_sees_where_it_is(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/claims/su-25-downing/")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getBoundingClientRect().top")
    page.keyboard.press("Enter")

    assert skip >= 0
    assert page.evaluate("document.activeElement.id") == "content"


def test_right_to_left_words_run_from_the_right(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/claims/three-sides/")

    quote = page.locator("blockquote[lang=ar]")

    assert quote.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.locator("blockquote[lang=hy]").evaluate("element => getComputedStyle(element).direction") == "ltr"
