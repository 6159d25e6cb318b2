"""Every page of the workbench in a real browser, light and dark: no barrier that axe finds, no breach of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from tests.browser.test_admin import log_in
from tests.factories import make_claim
from tests.test_completeness import MAKERS

pytestmark = pytest.mark.django_db(transaction=True)

# Colours alone differ in the dark.
_IN_THE_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def addresses(model: Any) -> Iterator[str]:
    """The pages of a model's admin class, whoever added them, for a record of it."""
    made = MAKERS[model]()
    for pattern in admin.site._registry[model].get_urls():
        if pattern.name is None:
            continue
        for arguments in ([], [made.pk]):
            try:
                yield reverse(f"admin:{pattern.name}", args=arguments)
            except NoReverseMatch:
                continue


def barriers_at(page: Page, address: str) -> list[str]:
    """What axe finds on a page, light and dark; nothing where the address only takes a form."""
    answer = page.goto(address)
    if answer is None or answer.status == 405:
        return []
    page.emulate_media(color_scheme="light")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=_IN_THE_DARK).response["violations"]
    return [f"{address}: {fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@pytest.fixture
def administrator(open_browser: Callable[..., Page]) -> Page:
    page = log_in(open_browser(expecting=(403, 404, 405)), name="administrator")
    User.objects.filter(username="administrator").update(is_superuser=True)
    return page


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_pages_of_a_model_have_no_barrier(administrator: Page, model: Any) -> None:
    assert [fault for address in addresses(model) for fault in barriers_at(administrator, address)] == []


def test_other_pages_have_no_barrier(administrator: Page) -> None:
    apps = {model._meta.app_label for model in admin.site._registry}
    named = ["admin:index", "admin:password_change", "admin:password_change_done"]
    found = [*map(reverse, named), *(reverse("admin:app_list", args=[app]) for app in sorted(apps))]

    assert [fault for address in found for fault in barriers_at(administrator, address)] == []


def test_pages_for_those_who_may_not_have_no_barrier(administrator: Page) -> None:
    User.objects.filter(username="administrator").update(is_superuser=False)
    User.objects.get(username="administrator").groups.clear()
    refused = [
        "/admin/claims/claim/",
        "/admin/claims/claim/add/",
        "/admin/no/such/page/",
        "/admin/claims/claim/0/change/",
    ]

    assert [fault for address in refused for fault in barriers_at(administrator, address)] == []


def test_log_in_and_log_out_have_no_barrier(open_browser: Callable[..., Page]) -> None:
    page = open_browser()

    assert barriers_at(page, "/admin/login/") == []
    log_in(page)
    page.get_by_role("button", name="Log out").click()
    assert Axe().run(page).response["violations"] == []


def test_refused_form_and_list_of_keys_have_no_barrier(administrator: Page) -> None:
    claim = make_claim(statements=[{}, {"stance": "denies"}])
    administrator.goto(f"/admin/claims/claim/{claim.pk}/change/")
    administrator.locator("#id_text").fill("")
    administrator.get_by_role("button", name="Save", exact=True).first.click()

    assert Axe().run(administrator).response["violations"] == []

    administrator.get_by_role("button", name="Keys").click()
    assert Axe().run(administrator).response["violations"] == []
