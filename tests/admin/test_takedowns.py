"""Taking down in the admin: two clicks from any page, two people for what weighs more, a password for erasing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from claims.admin.takedowns import record_at
from claims.ledger.holds import hold, hold_on
from claims.ledger.merge import merge
from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine
from claims.models import Claim, Takedown
from claims.roles import ADMINISTRATOR
from tests.admin.forms import Desk, Page, admin_url
from tests.factories import make_actor, make_claim
from tests.ledger.reading import edit

TAKE_DOWN = "/admin/take-down/"


@pytest.fixture(autouse=True)
def two_people(settings: Any, one_person_withdraws: None) -> None:
    settings.TAKEDOWN_BY_SECOND_PERSON = True


@pytest.fixture
def claim() -> Claim:
    found = make_claim(slug="claim", text="Test words.", statements=[{"actor": make_actor(slug="one")}])
    publish(record=found, by=None)
    found.refresh_from_db()
    return found


@pytest.fixture
def administrator(desk: Any) -> Desk:
    found: Desk = desk(name="administrator")
    found.user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    found.user.set_password("a test password")
    found.user.save()
    found.client.force_login(found.user)
    return found


def state_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).public_state


def asked() -> Takedown:
    return Takedown.objects.latest("id")


def decision(desk: Desk) -> Page:
    return desk.open(reverse("admin:claims_takedown_decide", args=[asked().pk]))


# Two clicks from any page


def test_public_page_leads_to_its_own_quarantine_in_two_clicks(editor: Desk, claim: Claim) -> None:
    public = editor.client.get("/ar/claims/claim/").content.decode()
    assert f'href="{TAKE_DOWN}"' in public

    page = Page(
        editor, TAKE_DOWN, editor.client.get(TAKE_DOWN, headers={"Referer": "http://testserver/ar/claims/claim/"})
    )
    assert "Test words." in page.text
    page.url = f"{TAKE_DOWN}?url=http%3A//testserver/ar/claims/claim/"
    sent = page.send("quarantine")

    assert sent.saved, sent.text
    assert state_of(claim) == "quarantined"
    assert editor.client.get("/ar/claims/claim/").status_code == 410
    assert "Restore…" in editor.open(sent.response.headers["Location"]).text


@pytest.mark.parametrize(
    "address",
    [
        "/claims/claim/",
        "https://registry.example.org/claims/claim/history/",
        "http://127.0.0.1:8000/tr/claims/claim/versions/1/",
        "/claims/claim.json",
        "/embed/claims/claim/?version=1",
        "/api/v1/claims/claim.csv",
        "/api/v1/statements/claim.1/",
        " /claims/claim/cite/ ",
    ],
)
def test_every_address_of_a_record_leads_to_it(claim: Claim, address: str) -> None:
    assert record_at(address) == claim


@pytest.mark.parametrize(
    "address", ["", "/", "/claims/", "/claims/another/", "/about/", "http://[", "/admin/claims/claim/1/"]
)
def test_other_addresses_lead_to_none(claim: Claim, address: str) -> None:
    assert record_at(address) is None


def test_address_of_a_merged_record_leads_to_its_survivor(claim: Claim) -> None:
    twin = make_claim(slug="twin")
    merge(record=twin, into=claim, by=None)

    assert record_at("/claims/twin/") == claim


def test_annotator_takes_nothing_down(annotator: Desk, claim: Claim) -> None:
    for url in (f"{TAKE_DOWN}?url=/claims/claim/", admin_url(claim, "erase"), admin_url(claim, "hold")):
        assert annotator.open(url).response.status_code == 403, url
        assert annotator.client.post(url, {"confirmed": "yes", "reason": "Down."}).status_code == 403, url


# Two people


def test_withdrawal_waits_for_a_second_editor(desk: Any, claim: Claim) -> None:
    one, other = desk(name="one"), desk(name="other")
    page = one.open(admin_url(claim, "withdraw"))
    assert "A second person has to confirm it" in page.text
    assert page.type(reason="It was a parody.").send("confirmed").saved
    assert state_of(claim) == "published"
    assert "waits for a second person" in one.edit(claim).text

    mine = decision(one)
    assert "You asked for it yourself" in mine.text
    mine.send("confirm")
    assert state_of(claim) == "published"

    assert decision(other).send("confirm").saved
    assert state_of(claim) == "withdrawn"
    author = Entry.objects.get(action="withdrawn").author
    assert (author.user, author.approved_by) == (one.user, other.user)
    assert "It was done by other" in decision(one).text


def test_what_was_asked_for_can_be_taken_back(editor: Desk, claim: Claim) -> None:
    editor.do("withdraw", claim, reason="It was a parody.")

    assert decision(editor).send("refuse").saved

    assert (asked().state, state_of(claim)) == ("refused", "published")
    assert editor.do("withdraw", claim, reason="It was a parody after all.").saved


# Erasing


def test_erasure_says_what_it_destroys_and_takes_an_administrator_and_the_password(
    editor: Desk, administrator: Desk, claim: Claim
) -> None:
    page = editor.open(admin_url(claim, "erase"))
    assert "1 version of the record itself" in page.text
    assert page.type(reason="A test court.", legal_basis="A test order.").send("confirmed").saved
    assert "Your account can't confirm it" not in decision(administrator).text
    assert decision(editor).send("confirm").response.status_code == 403

    wrong = decision(administrator).type(password="wrong").send("confirm")
    assert ("That is not your password" in wrong.text, state_of(claim)) == (True, "published")

    assert decision(administrator).type(password="a test password").send("confirm").saved
    assert state_of(claim) == "erased"
    assert administrator.client.get("/claims/claim/").status_code == 451
    shown = editor.edit(claim)
    assert (shown.response.status_code, "Test words" in shown.text, 'name="_save"' in shown.text) == (200, False, False)


def test_chosen_versions_are_asked_for(editor: Desk, administrator: Desk, claim: Claim) -> None:
    edit(claim, text="Corrected.")
    publish(record=claim, by=None)

    page = editor.open(admin_url(claim, "erase"))
    assert page.type(reason="A slip.", versions=["1"]).send("confirmed").saved
    assert "Erase version 1" in decision(administrator).text
    decision(administrator).type(password="a test password").send("confirm")

    assert (asked().state, state_of(claim)) == ("done", "published")
    assert not Entry.objects.filter(document__contains="Test words").exists()


def test_held_record_is_erased_by_nobody(editor: Desk, administrator: Desk, claim: Claim) -> None:
    hold_page = administrator.open(admin_url(claim, "hold"))
    assert hold_page.type(reason="A test case.").send("confirmed").saved
    assert "Under legal hold" in administrator.edit(claim).text

    page = editor.open(admin_url(claim, "erase"))
    assert ("A legal hold stands on it" in page.text, 'name="confirmed"' in page.text) == (True, False)

    lifting = administrator.open(admin_url(claim, "hold"))
    assert "A test case." in lifting.text
    assert lifting.type(reason="The case is over.").send("confirmed").saved
    assert hold_on(claim) is None


def test_hold_that_came_meanwhile_stands_against_what_was_asked_for(
    editor: Desk, administrator: Desk, claim: Claim
) -> None:
    editor.open(admin_url(claim, "erase")).type(reason="A test court.").send("confirmed")
    hold(record=claim, by=None, reason="A test case.")

    page = decision(administrator).type(password="a test password").send("confirm")

    assert ("A legal hold stands" in page.text, state_of(claim), asked().state) == (True, "published", "waiting")


def test_lists_of_what_waits_and_of_holds_are_read(administrator: Desk, editor: Desk, claim: Claim) -> None:
    editor.do("withdraw", claim, reason="It was a parody.")
    hold(record=claim, by=editor.user, reason="A test case.")

    for name in ("takedown", "legalhold"):
        page = administrator.open(reverse(f"admin:claims_{name}_changelist"))
        assert page.response.status_code == 200
        assert "laim" in page.text


def test_nothing_is_taken_down_that_cannot_be_listed(editor: Desk, claim: Claim, settings: Any, tmp_path: Any) -> None:
    settings.TAKEDOWN_LIST = str(tmp_path)

    page = editor.do("quarantine", claim, reason="Danger.")

    assert ("can&#x27;t be written" in page.text, state_of(claim)) == (True, "published")
    quarantine_now = editor.open(f"{TAKE_DOWN}?url=/claims/claim/").send("quarantine")
    assert "can&#x27;t be written" in quarantine_now.text
    settings.TAKEDOWN_LIST = ""
    quarantine(record=claim, by=None)
