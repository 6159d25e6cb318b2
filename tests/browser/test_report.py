"""Reporting in a real browser without scripts: by keyboard alone, refused with what was typed, answered, read aloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims.inbox.handling import answer
from claims.inbox.models import Report
from claims.public.pages import report as page_of_report
from tests.browser.reading_aloud import barriers, overflow

pytestmark = pytest.mark.django_db(transaction=True)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field has the focus; what a mouse is needed for is never reached."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"{name} is not reached by keyboard")


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_report, "SECONDS_AT_LEAST", 0)


def test_report_is_sent_by_keyboard_without_scripts_and_its_answer_read(open_browser: Callable[..., Page]) -> None:
    page = open_browser(java_script_enabled=True, expecting=[422])
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/report/")

    tab_to(page, "kind-danger")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "text")
    page.keyboard.type("We denied it.")
    tab_to(page, "source")
    page.keyboard.type("example.org")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Write the whole address")
    expect(page.locator("#text")).to_have_value("We denied it.")
    expect(page.locator("#kind-reply")).to_be_checked()
    page.locator("#source").fill("https://example.org/denial")
    page.locator("#source").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your report has come in")
    report = Report.objects.get()
    assert (report.kind, report.text, report.source) == ("reply", "We denied it.", "https://example.org/denial")
    answer(report=report, text="It is on the page now.", by=User.objects.create_user("someone"), started_from=1)
    page.reload()
    expect(page.get_by_text("It is on the page now.")).to_be_visible()
    assert (barriers(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize(("size", "scheme"), [(1280, "dark"), (320, "light")])
def test_refused_report_reads_aloud_and_fits(open_browser: Callable[..., Page], size: int, scheme: str) -> None:
    page = open_browser(viewport={"width": size, "height": 800}, color_scheme=scheme, expecting=[422])
    page.goto("/report/?kind=danger")
    page.locator("#source").fill("example.org/" + "unbroken" * 30)
    page.get_by_role("button", name="Send to the editors").click()

    expect(page).to_have_title("Not sent: Report an error, or answer a claim | factreg")
    assert barriers(page) == []
    assert overflow(page) <= 0


def test_trap_is_neither_seen_nor_reached(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/report/")

    shown = page.locator("#homepage").evaluate(
        """(field) => {
          const {x, y, width, height} = field.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2) === field;
        }"""
    )

    assert not shown
    with pytest.raises(AssertionError, match="not reached"):
        tab_to(page, "homepage")
