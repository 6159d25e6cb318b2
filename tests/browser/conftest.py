"""A real Chromium before the live server, which counts every violation of the Content-Security-Policy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright runs an event loop in this thread, in which Django would refuse to ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# As long as a page may take: on a busy machine seconds are nothing.
expect.set_options(timeout=20_000)

_COUNT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  // axe, once it is in the page, adds styles of its own.
  if (!window.axe) {
    window.reportFault(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  }
});
"""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for this directory; Playwright's event loop ends with it, since others start their own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    # Django has connections of its own in an event loop. None may be left behind on either side: they would be to a
    # database that the next test makes anew.
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(autouse=True)
def one_person_withdraws(settings: Any) -> None:
    """As in a registry of one person; that it takes two is tested in tests/admin/test_takedowns.py."""
    settings.TAKEDOWN_BY_SECOND_PERSON = False


class Everybody:
    def __contains__(self, name: str) -> bool:
        return True


@pytest.fixture(autouse=True)
def demo_log_ins(settings: Any) -> None:
    """Whoever logs in with the demo's password; that others need a code is tested in tests/access."""
    settings.DEMO_LOG_INS = Everybody()


@pytest.fixture
def open_browser(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a window; at the end of the test there must have been no violation and no error in any."""
    contexts, faults = [], []

    def open_window(*, expecting: Sequence[int] = (), **options: Any) -> Page:

        def is_fault(status: int) -> bool:
            return status >= 400 and status not in expecting

        context = chromium.new_context(base_url=live_server.url, **options)
        context.expose_function("reportFault", lambda fault: faults.append(fault))  # noqa: PLW0108 - takes no built-in
        context.add_init_script(_COUNT_VIOLATIONS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if is_fault(got.status) else None)
        page.set_default_timeout(20_000)
        contexts.append(context)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def window(open_browser: Callable[..., Page]) -> Page:
    return open_browser()
