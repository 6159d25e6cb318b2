"""Similar claims and merging in a real browser: under the policy, for everybody, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.ledger.publish import publish_many
from claims.models import Claim, DifferentPair, Merge
from tests.browser.reading_aloud import barriers, overflow
from tests.browser.test_admin import log_in
from tests.factories import make_claim, make_contradiction

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Testland shelled the school in Qaradash."
TWIN = "The school at Garadash was shelled by Testland."


@pytest.fixture
def claims() -> tuple[Claim, Claim]:
    one, twin = make_claim(slug="one", text=TEXT, statements=[{}]), make_claim(slug="twin", text=TWIN, statements=[{}])
    make_contradiction(slug="pair", first_claim=one, second_claim=make_claim(slug="rival", text="It stood empty."))
    publish_many(records=[one, twin], by=None)
    return one, twin


def test_twin_appears_while_the_claim_is_typed(claims: tuple[Claim, Claim], open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser())
    page.goto("/admin/claims/claim/add/")

    page.locator("#id_text").fill("The school of Qaradash came under Testland's shelling.")

    expect(page.locator("#similar").get_by_role("link", name=TWIN)).to_be_visible()
    assert barriers(page) == []


def test_different_claim_goes_from_the_panel_and_is_remembered(
    claims: tuple[Claim, Claim], open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser())
    page.goto(f"/admin/claims/claim/{claims[0].pk}/change/")
    entry = page.locator("#similar li", has_text=TWIN)

    entry.get_by_role("button", name="Different claim").click()

    expect(entry).to_have_count(0)
    assert DifferentPair.objects.count() == 1
    assert page.url.endswith("/change/")


def test_everything_works_without_scripts(claims: tuple[Claim, Claim], open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser(java_script_enabled=False))
    page.goto(f"/admin/claims/claim/{claims[0].pk}/change/")
    page.get_by_role("link", name="Look for claims that say the same").click()
    page.get_by_role("link", name="Same claim: merge…").click()
    page.get_by_label("Reason").fill("Entered twice")
    page.get_by_role("button", name="Merge the two").click()

    expect(page.get_by_text("is merged into this one")).to_be_visible()
    page.goto("/admin/claims/merge/")
    page.get_by_role("link", name="claim one into twin").click()
    page.get_by_role("link", name="Undo the merge…").click()
    page.get_by_label("Reason").fill("They differ")
    page.get_by_role("button", name="Undo the merge").click()

    expect(page.get_by_text("one and twin are two again")).to_be_visible()
    assert Merge.objects.get().undone_at is not None


def test_pages_of_merging_hold_no_barrier(claims: tuple[Claim, Claim], open_browser: Callable[..., Page]) -> None:
    page = log_in(open_browser(color_scheme="dark", viewport={"width": 320, "height": 900}))
    one, twin = claims
    address = f"/admin/claims/claim/{one.pk}/merge/"

    for url in (
        address,
        f"{address}?q=school",
        f"{address}?with={twin.pk}",
        "/admin/claims/claim/similar/?text=school",
    ):
        page.goto(url)
        assert barriers(page) == [], url
        assert overflow(page) <= 0, url
