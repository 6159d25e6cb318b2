"""What can be done at the door: the words, the permission, and the call. What it does is decided in claims.ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from claims.admin.base import was_published
from claims.admin.consequences import also_published, also_taken_down, nothing_else
from claims.ledger.publish import publish_many
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.ledger.two_people import ask
from claims.models import TakedownKind
from factreg.records import PublicState, Record

Act = Callable[..., Any]


@dataclass(frozen=True)
class Verb:
    """One of the things that can be done at the door."""

    name: str
    done: str
    permission: str
    states: tuple[PublicState, ...]
    explanation: str
    act: Act
    also: Callable[[Sequence[Record]], Sequence[Any]] = nothing_else
    also_heading: str = ""
    takes_two: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is only asked for here, and done when a second person confirms it."""
        return self.takes_two and settings.TAKEDOWN_BY_SECOND_PERSON

    @property
    def outcome(self) -> str:
        """What can be said of a record then."""
        return f"waiting for a second person to be {self.done}" if self.asks else self.done

    def fits(self, record: Record) -> bool:
        return record.public_state in self.states

    def needs_reason(self, records: Sequence[Record]) -> bool:
        """A first publication speaks for itself; whatever changes what is public needs a reason."""
        return self.name != "publish" or any(was_published(record) for record in records)


def _each(act: Act) -> Act:
    def act_on_each(*, records: Sequence[Record], by: Any, reason: str) -> None:
        for record in records:
            act(record=record, by=by, reason=reason)

    return act_on_each


def _withdraw(*, record: Record, by: Any, reason: str) -> None:
    """At once where one person may; else by a second one, who finds it among the requested takedowns."""
    if settings.TAKEDOWN_BY_SECOND_PERSON:
        ask(record=record, kind=TakedownKind.WITHDRAW, by=by, reason=reason)
    else:
        withdraw(record=record, by=by, reason=reason)


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            name="publish",
            done="published",
            permission="ledger.publish",
            states=(PublicState.NEVER, PublicState.PUBLISHED),
            explanation="What is stored now becomes public, and stays in the public history for good.",
            act=publish_many,
            also=also_published,
            also_heading="Published with it: it names them, and they never were",
        ),
        Verb(
            name="withdraw",
            done="withdrawn",
            permission="ledger.withdraw",
            states=(PublicState.PUBLISHED,),
            explanation="Gone from the present; older versions stay readable in history, marked, with the reason.",
            act=_each(_withdraw),
            also=also_taken_down,
            also_heading="Taken down with it, until it is restored",
            takes_two=True,
        ),
        Verb(
            name="quarantine",
            done="quarantined",
            permission="ledger.withdraw",
            states=(PublicState.PUBLISHED, PublicState.WITHDRAWN),
            explanation="Nothing of it can be read, in any version, until it is restored.",
            act=_each(quarantine),
            also=also_taken_down,
            also_heading="Taken down with it, until it is restored",
        ),
        Verb(
            name="restore",
            done="restored",
            permission="ledger.withdraw",
            states=(PublicState.WITHDRAWN, PublicState.QUARANTINED),
            explanation="What was public last is public again. Edits made since stay unpublished.",
            act=_each(restore),
        ),
    )
}
