"""Imports and bulk actions in a real browser: without scripts, on a narrow screen, light and dark, without barriers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests.browser.reading_aloud import barriers, overflow
from tests.browser.test_admin import log_in
from tests.claims.registry_files import load_base
from tests.imports.tables import pasted

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = pasted(("The gate fell.", "Armenia", "asserts", "article", "2020-09-28")).decode()
BAD = pasted(("The gate fell.", "Nobody", "assert", "article", "28.9.")).decode()


def go_to_columns(page: Page, rows: str) -> None:
    page.goto("/admin/claims/import/add/")
    page.get_by_label("Pasted rows").fill(rows)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Event of all rows").fill("fighting")
    page.get_by_label("Kind of all rows").fill("attack")


def test_rows_are_imported_and_undone_without_scripts(open_browser: Callable[..., Page]) -> None:
    load_base()
    page = log_in(open_browser(java_script_enabled=False))

    go_to_columns(page, GOOD)
    page.get_by_label("Who").select_option("statement: actor")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Would be: 1 created")).to_be_visible()
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported: 1 created")).to_be_visible()

    assert Claim.objects.filter(text="The gate fell.").exists()
    page.get_by_role("link", name="Undo…").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("1 record was taken back.")).to_be_visible()
    assert not Claim.objects.filter(text="The gate fell.").exists()


def test_pages_of_an_import_have_no_barriers(open_browser: Callable[..., Page]) -> None:
    load_base()
    page = log_in(open_browser(viewport={"width": 320, "height": 800}, color_scheme="dark"))
    found = {}

    def look(name: str) -> None:
        found[name] = (barriers(page), overflow(page) <= 0)

    page.goto("/admin/claims/import/add/")
    look("upload")
    page.get_by_role("button", name="Go on").click()
    look("upload refused")
    go_to_columns(page, BAD)
    look("columns")
    page.get_by_role("button", name="Preview").click()
    look("preview refused")
    go_to_columns(page, GOOD)
    page.get_by_role("button", name="Preview").click()
    look("preview")
    page.get_by_role("button", name="Import").click()
    look("result")
    page.get_by_role("link", name="Undo…").click()
    look("undo")
    page.goto("/admin/claims/import/")
    look("list")

    assert found == dict.fromkeys(found, ([], True))
