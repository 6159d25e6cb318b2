"""A registry in which every page of the workbench has something to show, long and foreign words among it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User

from claims.actions import save
from claims.history.models import Change
from claims.ledger.models import Entry
from claims.ledger.publish import publish_many
from claims.models import (
    Actor,
    Claim,
    Contradiction,
    CounterAccusation,
    Denial,
    Event,
    Import,
    Label,
    WorkItem,
)
from claims.review import comment
from sources.models import Capture, Publisher, Source
from tests.claims.registry_files import load_base
from tests.factories import (
    make_actor,
    make_capture,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_source,
)
from tests.imports.tables import brought, imported, pasted
from tests.test_completeness import MAKERS

UNBROKEN = "Unbroken" * 20
RIGHT_TO_LEFT = "الوزارة: لم نفعل ذلك"
TEXT = f"A test text {UNBROKEN}. The ministry said that eight people died in the north. It said: {RIGHT_TO_LEFT}."


def fill_registry(*, by: User) -> dict[Any, Any]:
    """A record of every model that the admin registers."""
    load_base()
    made = {model: make() for model, make in MAKERS.items()}
    made |= _records(by=by)
    made[Import], _ = imported(pasted(("The gate fell.", "Armenia", "asserts", "article", "2020-09-28")), by=by)
    made[Label] = Label.objects.create(name=f"look at {UNBROKEN}"[:60])
    made[User], made[Group] = by, Group.objects.first()
    made[WorkItem] = WorkItem.objects.get(key=made[Claim].key)
    made[Entry] = Entry.objects.filter(key=made[Claim].key).latest("seq")
    made[Change] = Change.objects.of_record(Claim, made[Claim].pk).latest("id")
    return made


def waiting_import(*, by: User) -> Import:
    """One of two rows, of which one is refused, that waits to be confirmed."""
    rows = [("The gate stood.", "Armenia", "asserts", "article", "2020-09-28"), ("", "Nobody", "assert", "x", "28.9.")]
    return brought(pasted(*rows), by=by)


def _records(*, by: User) -> dict[Any, Any]:
    actor = make_actor(name=f"Ministry of {UNBROKEN}", role="ministry", aliases=[(RIGHT_TO_LEFT, "ar")])
    event = make_event(title=f"Reported fighting at {UNBROKEN}")
    source = make_source(title=f"Live blog {UNBROKEN}", url=f"https://example.org/{UNBROKEN}")
    capture = make_capture(source=source, text=TEXT)
    claim = _claim(actor=actor, event=event, source=source, by=by)
    # The text was changed after its words were quoted, so that they stand in no capture any more.
    make_capture(source=source, text=TEXT.replace("eight", "nine"), day=30)
    twin = make_claim(text=f"Eight people died in the north of {UNBROKEN}!", event=event, statements=[{}])
    rival = make_claim(text="No people died in the north.", event=event, statements=[{"actor": actor}])
    contradiction = make_contradiction(first_claim=claim, second_claim=twin, reason=f"Because {UNBROKEN}.")
    accusation = make_counter_accusation(first_claim=claim, second_claim=rival)
    publish_many(records=[claim, twin, rival, contradiction, accusation], by=None)
    _edit(claim, by=by)
    return {
        Actor: actor,
        Event: event,
        Source: source,
        Publisher: source.publisher,
        Capture: capture,
        Claim: claim,
        Denial: Denial.objects.filter(claim=claim).latest("pk"),
        Contradiction: contradiction,
        CounterAccusation: accusation,
    }


def _claim(*, actor: Actor, event: Event, source: Source, by: User) -> Claim:
    said = {"actor": actor, "source": source, "said": "2020-09-28"}
    return make_claim(
        text=f"Eight people died in the north of {UNBROKEN}.",
        question="Did eight people die in the north?",
        event=event,
        about=[(actor, "agent")],
        rests_on=[make_claim(text=f"There was a {UNBROKEN}.")],
        figure={"low": 8, "high": 8},
        kind="casualties",
        statements=[
            {**said, "quote": "eight people died"},
            {**said, "stance": "denies", "elements": ["quantity"], "quote": RIGHT_TO_LEFT, "quote_language": "ar"},
        ],
        response_searches=[{}],
        assessments=[{}],
        by=by,
    )


def _edit(claim: Claim, *, by: User) -> None:
    """What is public and what is edited differ from here on."""
    claim.refresh_from_db()
    claim.text = f"Nine people died in the north of {UNBROKEN}."
    save(record=claim, by=by)
    comment(record=claim, by=by, text=f"Please look at {UNBROKEN}")
    claim.refresh_from_db()
