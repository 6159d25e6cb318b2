"""Who it takes to take something down, and what a legal hold keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.ledger.erasing import erase
from claims.ledger.holds import NotHeld, hold, hold_on, lift
from claims.ledger.models import EntryAuthor
from claims.ledger.publish import publish
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import NotTakenDown
from claims.ledger.two_people import ask, confirm, turn_down
from claims.models import Claim, TakedownKind
from tests.factories import make_claim


@pytest.fixture
def claim() -> Claim:
    found = make_claim(slug="claim", text="Words.")
    publish(record=found, by=None)
    found.refresh_from_db()
    return found


@pytest.fixture
def one() -> User:
    return User.objects.create_user("one")


@pytest.fixture
def other() -> User:
    return User.objects.create_user("other")


def state_of(claim: Claim) -> str:
    return PublishedRecord.objects.get(key=claim.key).public_state


@pytest.mark.parametrize(("kind", "state"), [(TakedownKind.WITHDRAW, "withdrawn"), (TakedownKind.ERASE, "erased")])
def test_one_asks_and_another_confirms(claim: Claim, one: User, other: User, kind: TakedownKind, state: str) -> None:
    asked = ask(record=claim, kind=kind, by=one, reason="A test court said so", legal_basis="A test order")
    assert state_of(claim) == "published"

    done = confirm(asked=asked, by=other)

    author = EntryAuthor.objects.get(entry_id=done.seq)
    assert (state_of(claim), author.user, author.approved_by) == (state, one, other)
    known = PublishedRecord.objects.get(key=claim.key)
    assert (known.reason, known.legal_basis) == ("A test court said so", "A test order")


def test_who_asked_does_not_confirm(claim: Claim, one: User, settings: Any) -> None:
    asked = ask(record=claim, kind=TakedownKind.WITHDRAW, by=one, reason="Down")
    with pytest.raises(NotTakenDown, match="another person"):
        confirm(asked=asked, by=one)
    assert state_of(claim) == "published"

    settings.TAKEDOWN_BY_SECOND_PERSON = False
    confirm(asked=asked, by=one)
    assert state_of(claim) == "withdrawn"


def test_what_is_decided_is_decided_once(claim: Claim, one: User, other: User) -> None:
    asked = ask(record=claim, kind=TakedownKind.WITHDRAW, by=one, reason="Down")
    with pytest.raises(NotTakenDown, match="waits for a second person already"):
        ask(record=claim, kind=TakedownKind.ERASE, by=other, reason="Down")
    turn_down(asked=asked, by=one)

    for decide in (confirm, turn_down):
        with pytest.raises(NotTakenDown, match="refused"):
            decide(asked=asked, by=other)
    assert state_of(claim) == "published"


def test_held_record_is_not_erased_until_the_hold_is_lifted(claim: Claim, one: User, other: User) -> None:
    held = hold(record=claim, by=one, reason="A test case")
    with pytest.raises(NotHeld):
        hold(record=claim, by=other, reason="Another")
    for attempt in (
        lambda: erase(record=claim, by=one, approved_by=other, reason="Down"),
        lambda: ask(record=claim, kind=TakedownKind.ERASE, by=one, reason="Down"),
    ):
        with pytest.raises(NotTakenDown, match="legal hold"):
            attempt()

    with pytest.raises(ValidationError):
        lift(held=held, by=other, reason="")
    lift(held=held, by=other, reason="The case is over")
    with pytest.raises(NotHeld):
        lift(held=held, by=other, reason="Again")

    assert hold_on(claim) is None
    erase(record=claim, by=one, approved_by=other, reason="Down")
    assert state_of(claim) == "erased"


def test_held_draft_is_not_deleted() -> None:
    draft = make_claim()
    hold(record=draft, by=None, reason="A test case")

    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
        draft.delete()
