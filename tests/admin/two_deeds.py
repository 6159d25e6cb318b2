"""Two people do something with one claim, in turn or at once, and what must hold then, whatever it was."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.published import PublishedClaim
from claims.models import Claim
from factreg.records import PublicState
from tests.admin.deeds import DEEDS, EDITS, Doing, begin, stands, what_is_typed
from tests.admin.forms import Desk
from tests.factories import make_actor, make_claim

DOWN = ("withdraw", "merge")


def edited_claim(slug: str) -> Claim:
    """A published claim with an edit that is not."""
    said = {"actor": make_actor(), "quote": "As said.", "quote_language": "en"}
    claim = make_claim(slug=slug, text="As it was.", statements=[said])
    publish(record=claim, by=None, as_operator=True)
    claim.refresh_from_db()
    claim.question = "Edited since?"
    return save(record=claim, by=None)


def check(claim: Claim, deeds: tuple[str, str], done: tuple[bool, bool], doing: tuple[Doing, Doing]) -> None:
    """What must hold whatever came first. `done` is what each of the two was told in the end."""
    told = dict(zip(("Ann", "Bob"), zip(deeds, done, doing, strict=True), strict=True))
    state = Claim.objects.get(pk=claim.pk).public_state
    for who, (deed, was_done, how) in told.items():
        if deed in EDITS and was_done and deeds[0] != deeds[1]:
            assert stands(claim, deed, who), f"{who} was told that “{deed}” is done, and it is lost"
        elif deed in EDITS and not was_done:
            assert state in (PublicState.MERGED, PublicState.WITHDRAWN), f"{who} could not {deed}"
            assert who in what_is_typed(how) or deed in ("import", "bulk edit"), "what was typed is gone"
    if deeds[0] == deeds[1] and deeds[0] in EDITS:
        assert any(stands(claim, deeds[0], who) for who, (_, was_done, _) in told.items() if was_done)
    taken_down = [deed for deed, was_done, _ in told.values() if deed in DOWN and was_done]
    if taken_down:
        assert any(stands(claim, deed, "") for deed in taken_down), f"it is {state} in spite of {taken_down}"
        assert not PublishedClaim.objects.current().filter(slug=claim.slug).exists()


def pressed_on(doing: Doing) -> bool:
    """Done at once, or after looking at what was refused."""
    return doing() or doing()


def one_after_the_other(desk: Callable[..., Desk], first: str, second: str) -> None:
    claim = edited_claim("claim")
    anns = begin(desk(name="ann"), claim, first, "Ann")
    bobs = begin(desk(name="bob"), claim, second, "Bob")

    done = pressed_on(anns), pressed_on(bobs)

    assert done[0], "what came first was refused"
    check(claim, (first, second), done, (anns, bobs))


def at_once(ann: Desk, bob: Desk, first: str, second: str) -> None:
    claim = edited_claim(f"claim-{DEEDS.index(second)}")
    anns, bobs = begin(ann, claim, first, "Ann"), begin(bob, claim, second, "Bob")

    told = together(anns, bobs)

    done = told[0] or anns(), told[1] or bobs()
    assert any(done), f"{first} and {second} kept each other out"
    check(claim, (first, second), done, (anns, bobs))


def together(*doing: Doing) -> list[bool]:
    ready = Barrier(len(doing))

    def do(one: Doing) -> bool:
        ready.wait()
        try:
            return one()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(doing)) as pool:
        return list(pool.map(do, doing))
