"""Every public page in every way: three colour schemes, from the left and from the right, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import databases
from tests.browser.ways import LANGUAGES, SCHEMES, WIDTHS, Way, walk, window_of
from tests.public.every_page import ERRORS, PAGES, publish_every_page


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.starting_with(publish_every_page):
        yield


@pytest.mark.parametrize("way", [Way(*each) for each in product(SCHEMES, LANGUAGES, WIDTHS)], ids=str)
def test_every_page_is_accessible_and_fits(open_browser: Callable[..., Page], way: Way) -> None:
    page = open_browser(**window_of(way), expecting=list(ERRORS.values()))

    assert walk(page, [*PAGES, *ERRORS], way.language) == {}
