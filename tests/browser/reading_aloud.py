"""What a page in the browser keeps from people: what axe finds in it, and what does not fit the screen.

Axe tests WCAG 2.2 A and AA and its own best practices, light or dark as the page is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another colour scheme can change.
COLOURS = ["color-contrast", "link-in-text-block"]

_RUN = """async ([context, options]) => (await axe.run(context, options)).violations.flatMap((fault) =>
  fault.nodes.map((node) => `${fault.id}: ${node.html.slice(0, 200)} (${node.failureSummary})`))"""

_WIDER = """Math.max(...[...document.querySelectorAll("html, #container, .main, .content")].map(
  (frame) => frame.scrollWidth - frame.clientWidth))"""


def barriers(page: Page, *, rules: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page once it is loaded, by these rules alone if some are given, and without some parts."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
    # The size of targets is new in WCAG 2.2, and off unless it is asked for.
    asked = {} if rules else {"target-size": {"enabled": True}}
    options = {"runOnly": only, "rules": asked, "resultTypes": ["violations"], "preload": False}
    found: list[str] = page.evaluate(_RUN, [{"include": [["html"]], "exclude": [[part] for part in without]}, options])
    return found


def barriers_light_and_dark(page: Page, *, without: Sequence[str] = ()) -> list[str]:
    """The same in both colour schemes, at once: the stock sheets let colours fade. The page stays dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = barriers(page, without=without)
    page.emulate_media(color_scheme="dark")
    return [*light, *(f"dark: {fault}" for fault in barriers(page, rules=COLOURS, without=without))]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window; the workbench's scrolls within its frame."""
    return int(page.evaluate(_WIDER))


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page where SCREENSHOTS names a directory."""
    if directory := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(directory) / f"{name}.png", full_page=True)


@cache
def _axe() -> str:
    return str(Axe().axe_script)
