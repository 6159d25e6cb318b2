"""The workbench in a real browser: no barrier, light or dark, and nothing too wide.

A page of every sort; every page of every model by tests/torture/test_axe.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests.browser.admin_pages import NO_PAGES, Walker, each_sort, every_address
from tests.browser.busy_registry import fill_registry
from tests.browser.test_admin import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator(open_browser: Callable[..., Page]) -> Page:
    page = log_in(open_browser(expecting=(403, 404, 405)), name="administrator")
    User.objects.filter(username="administrator").update(is_superuser=True)
    return page


@pytest.fixture
def registry(administrator: Page) -> Any:
    return fill_registry(by=User.objects.get(username="administrator"))


def test_every_sort_of_page_reads_aloud_light_and_dark_and_fits(administrator: Page, registry: dict[Any, Any]) -> None:
    walker = Walker(administrator)
    walked = each_sort(every_address(registry))

    for address in walked:
        walker.go_to(address)

    assert walker.faults == []
    assert set(NO_PAGES) <= {address.route for address in walked}


def test_log_in_and_what_somebody_may_not_do_read_aloud(open_browser: Callable[..., Page]) -> None:
    walker = Walker(open_browser(expecting=(403,)))
    walker.page.goto("/admin/login/")
    walker.look("log-in")
    walker.page.get_by_role("button", name="Log in").click()
    walker.look("log-in, refused")

    log_in(walker.page)
    User.objects.get(username="editor").groups.clear()
    for path in ("/admin/", "/admin/claims/claim/", "/admin/claims/claim/add/", "/admin/claims/claim/0/change/"):
        walker.page.goto(path)
        walker.look(path)
    walker.page.goto("/admin/")
    walker.page.get_by_role("button", name="Log out").click()
    walker.look("logged out")

    assert walker.faults == []


def test_answers_to_forms_read_aloud(administrator: Page, registry: dict[Any, Any]) -> None:
    walker = Walker(administrator)
    claim = f"/admin/claims/claim/{registry[Claim].pk}/change/"
    walker.page.goto(claim)
    walker.page.locator("body").press("?")
    walker.look("list of keys")
    for path in (claim, "/admin/claims/denial/add/", "/admin/sources/source/add/", "/admin/auth/user/add/"):
        walker.page.goto(path)
        for field in walker.page.locator("#content input.vTextField:visible, #content textarea:visible").all():
            field.fill("")
        walker.page.locator("#content [name=_save]").first.click()
        expect(walker.page.locator(".errorlist, .errornote, .error-summary").first).to_be_visible()
        walker.look(f"{path} refused")
    for deed in ("set-event", "label", "publish_selected", "withdraw_selected", "delete_selected"):
        walker.page.goto("/admin/claims/claim/?q=north")
        walker.page.locator("[name=action]").select_option(deed)
        for box in walker.page.locator(".action-select").all():
            box.check()
        walker.page.get_by_role("button", name="Go", exact=True).click()
        expect(walker.page.locator("#result_list")).to_have_count(0)
        walker.look(f"{deed} of claims")

    assert walker.faults == []
