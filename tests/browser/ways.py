"""The ways in which a page must hold: light, dark and forced colours, read from either side, wide and narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from playwright.sync_api import Page

from tests.browser.reading_aloud import barriers, overflow
from tests.public.every_page import in_language

SCHEMES = ["light", "dark", "forced"]
LANGUAGES = ["en", "ar"]
WIDTHS = [1280, 320]


class Way(NamedTuple):
    """How a page is looked at."""

    scheme: str
    language: str
    width: int

    def __str__(self) -> str:
        return f"{self.scheme}-{self.language}-{self.width}"


def window_of(way: Way) -> dict[str, Any]:
    """What a browser's window needs to be told for it."""
    colours = {"forced_colors": "active"} if way.scheme == "forced" else {"color_scheme": way.scheme}
    return {"viewport": {"width": way.width, "height": 800}, **colours}


def walk(page: Page, paths: Sequence[str], language: str) -> dict[str, list[str]]:
    """What is wrong with each of the pages; nothing for one that is as it should be."""
    found = {}
    for path in paths:
        page.goto(in_language(path, language))
        too_wide = [f"{wider} pixels too wide"] if (wider := overflow(page)) > 0 else []
        found[path] = [*barriers(page), *too_wide]
    return {path: faults for path, faults in found.items() if faults}
