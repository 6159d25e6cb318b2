"""The API's documentation in a real browser: it renders, and the policy blocks nothing of it."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_documentation_renders_under_the_policy(window: Page) -> None:
    window.goto("/api/v1/docs/")

    window.get_by_text("/api/v1/disputes/", exact=True).first.wait_for()
    window.locator("#operations-claims-list-claims").click()
    window.get_by_text("asserted_by", exact=True).first.wait_for()
