"""Takedowns that are killed before one step after another, and what is found then and after the next start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from typing import Any

from claims.ledger.reapplying import missing, reapply
from claims.models import Claim
from tests.ledger.killed_steps import killed_at, state
from tests.public.killing import KILLED

Deed = Callable[[Claim], Any]


def killed_everywhere(
    make: Callable[[], Claim], deed: Deed, *, steps: Iterable[int] | None = None, down: str
) -> Iterator[tuple[int, bool, bool]]:
    """Kill it before each step, or those given: the step, whether the old state was found, whether it was listed.

    Then what is listed is applied, as at a start; where it is, the record is down.
    """
    claim = make()
    for number in steps or count(1):
        claim.refresh_from_db()
        before = state()
        ended = killed_at(number, partial(deed, claim))
        assert ended in (0, KILLED), (number, ended)
        found, listed = state(), bool(missing())
        claim.refresh_from_db()
        is_old = found == before
        assert is_old or claim.public_state == down, number
        yield number, is_old, listed
        if listed:
            reapply()
            claim.refresh_from_db()
            assert claim.public_state == down, number
            assert reapply() == []
        if claim.public_state == down:
            claim = make()
        if ended == 0:
            return
