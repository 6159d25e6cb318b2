"""Sources from texts and quotes from captures in a real browser: selected, typed, by keyboard, without JavaScript."""
# ruff: noqa: RUF001 - a letter beyond the first plane of Unicode is the matter

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims.models import Anchor, Claim, Statement
from claims.roles import EDITOR, make_groups
from sources.models import Capture, Source
from tests.browser.reading_aloud import barriers, overflow, shoot
from tests.factories import make_actor, make_capture, make_claim, make_publisher, make_source, make_statement

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "𝔸 test: the ministry said “We did not.”\nLater it said again: “We did not.” Nothing else was said."
ASK = "/admin/sources/source/capture/"
ORPHANS = "/admin/sources/capture/orphans/"


def log_in(page: Page) -> Page:
    if not User.objects.filter(username="editor").exists():
        user = User.objects.create_user("editor", password="demo", is_staff=True)
        user.groups.add(make_groups()[EDITOR])
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="factreg workbench")).to_be_visible()
    return page


@pytest.fixture
def capture() -> Capture:
    return make_capture(source=make_source(title="Test article", language="en"), text=TEXT)


@pytest.fixture
def claim() -> Claim:
    make_actor(name="Testland", slug="testland")
    return make_claim(text="Testland tested.", slug="testland-tested")


def choose(page: Page, label: str, typed: str, found: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.locator(".select2-search__field").fill(typed)
    page.get_by_role("option", name=found).click()


def test_selected_words_become_a_quote_at_their_place(
    claim: Claim, capture: Capture, open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser())
    page.goto(f"/admin/sources/capture/{capture.pk}/quote/")
    # The second of two: UTF-16 counts the first letter of the text twice.
    at = TEXT.rindex("We did not.") + 1
    page.locator("#captured").evaluate("(text, at) => { text.focus(); text.setSelectionRange(at, at + 11); }", at)
    expect(page.locator("#id_words")).to_have_value("We did not.")
    choose(page, "Claim", "Testland tested", "Testland tested")
    choose(page, "Actor", "Testland", "Testland")
    page.locator("#id_stance").select_option("denies")
    page.get_by_role("button", name="Save and quote on").click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    anchor = Anchor.objects.get()
    assert (anchor.exact, anchor.start) == ("We did not.", TEXT.rindex("We did not."))


def test_words_are_selected_by_keyboard_alone(
    claim: Claim, capture: Capture, open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser())
    page.goto(f"/admin/sources/capture/{capture.pk}/quote/")

    page.locator("#captured").focus()
    page.keyboard.press("Control+Home")
    for _ in range(7):
        page.keyboard.press("Shift+ArrowRight")

    expect(page.locator("#id_words")).to_have_value("𝔸 test:")
    expect(page.locator("#selected")).to_contain_text("Selected: 7 characters")


def test_text_is_kept_and_quoted_without_javascript(claim: Claim, open_browser: Callable[..., Page]) -> None:
    make_publisher(slug="test-outlet")
    page = log_in(open_browser(java_script_enabled=False))
    page.goto(ASK)
    page.get_by_label("Text").fill(TEXT)
    page.get_by_role("button", name="Read").click()
    page.locator("#id_title").fill("Test article")
    page.locator("[name=publisher-typed]").fill("test-outlet")
    page.locator("#id_slug").fill("test-article")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    kept = Source.objects.get(slug="test-article").captures.get()
    page.goto(f"/admin/sources/capture/{kept.pk}/quote/")
    page.locator("#id_words").fill('"We did not."')
    page.locator("[name=claim-typed]").fill("testland-tested")
    page.locator("[name=actor-typed]").fill("testland")
    page.locator("#id_stance").select_option("denies")
    page.get_by_role("button", name="Save and quote on").click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Statement.objects.get().quote == "“We did not.”"


def test_source_of_a_statement_is_made_from_a_text_beside_its_box(
    claim: Claim, open_browser: Callable[..., Page]
) -> None:
    make_publisher(name="Test outlet")
    page = log_in(open_browser())
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.get_by_role("button", name="Add another Statement").click()
    with page.expect_popup() as opened:
        page.locator("#lookup_id_statements-0-source").click()
    popup = opened.value
    popup.get_by_label("Text").fill(TEXT)
    popup.get_by_role("button", name="Read").click()
    popup.locator("#id_title").fill("Made beside the box")
    popup.locator("#id_slug").fill("made-beside")
    choose(popup, "Publisher", "Test", "Test outlet")
    popup.get_by_role("button", name="Save", exact=True).first.click()

    expect(page.locator("#id_statements-0-source option:checked")).to_contain_text("Made beside the box")
    assert Source.objects.get().captures.get().text == TEXT


def orphan() -> None:
    statement = make_statement(quote="eight people died", claim=make_claim(figure={"low": 9, "high": 9}))
    for day, words in ((1, "eight people died"), (2, "nine people died")):
        make_capture(source=statement.source, text=f"On Tuesday the ministry said that {words} in the north.", day=day)


def addresses(capture: Capture) -> dict[str, str]:
    orphan()
    return {
        "ask": ASK,
        "recapture": f"/admin/sources/source/{capture.source_id}/capture/",
        "sources": "/admin/sources/source/",
        "source": f"/admin/sources/source/{capture.source_id}/change/",
        "captures": "/admin/sources/capture/",
        "capture": f"/admin/sources/capture/{capture.pk}/change/",
        "quote": f"/admin/sources/capture/{capture.pk}/quote/",
        "orphans": ORPHANS,
        "claim": f"/admin/claims/claim/{Claim.objects.latest('pk').pk}/change/",
    }


def test_every_page_obeys_the_policy_reads_aloud_and_fits(
    claim: Claim, capture: Capture, open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser(viewport={"width": 320, "height": 900}, color_scheme="dark"))

    for name, address in addresses(capture).items():
        page.goto(address)
        shoot(page, f"{name}-320-dark")

        assert barriers(page) == [], name
        if name in ("ask", "recapture", "quote", "orphans"):
            assert overflow(page) <= 0, name


def test_answers_to_a_text_and_to_mistakes_read_aloud(
    claim: Claim, capture: Capture, open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser(viewport={"width": 320, "height": 900}, color_scheme="light"))

    page.goto(ASK)
    page.get_by_role("button", name="Read").click()
    expect(page.locator(".errornote, .errorlist").first).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("Address").fill("http://127.0.0.1/news")
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("region", name="What was read")).to_contain_text("no address of the public internet")
    shoot(page, "fault-320-light")
    assert barriers(page) == []
    page.goto(ASK)
    page.get_by_label("Text").fill(TEXT)
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("heading", name="On record already?")).to_be_visible()
    shoot(page, "found-320-light")
    assert barriers(page) == []
    page.goto(f"/admin/sources/capture/{capture.pk}/quote/")
    page.get_by_role("button", name="Save and quote on").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    shoot(page, "quote-errors-320-light")
    assert barriers(page) == []


def test_quote_comes_back_after_the_session_was_lost(
    claim: Claim, capture: Capture, open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser())
    address = f"/admin/sources/capture/{capture.pk}/quote/"
    page.goto(address)
    page.locator("#id_words").fill("We did not.")
    choose(page, "Actor", "Testland", "Testland")
    page.get_by_label("occurrence").check()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()

    page.get_by_role("button", name="Bring back what you had typed here").click()

    expect(page.locator("#id_words")).to_have_value("We did not.")
    expect(page.locator("#select2-id_actor-container")).to_contain_text("Testland")
    expect(page.get_by_label("occurrence")).to_be_checked()
    choose(page, "Claim", "Testland tested", "Testland tested")
    page.get_by_label("Stance").select_option("denies")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Statement.objects.get().quote == "We did not."
    page.goto(address)
    expect(page.get_by_role("button", name="Bring back what you had typed here")).to_have_count(0)


def test_actor_is_made_in_place_while_quoting(
    claim: Claim, capture: Capture, open_browser: Callable[..., Page]
) -> None:
    page = log_in(open_browser())
    page.goto(f"/admin/sources/capture/{capture.pk}/quote/")

    with page.context.expect_page() as opened:
        page.locator("#add_id_actor").click()
    opened.value.locator("#id_name").fill("New speaker")
    opened.value.locator("#id_kind").select_option("person")
    opened.value.locator("#id_slug").fill("new-speaker")
    opened.value.locator("[name=_save]").first.click()

    expect(page.locator("#select2-id_actor-container")).to_contain_text("New speaker")
