"""Takedowns that are killed, as by `kill -9`, before one step after another, and what is found then.

A step is a statement that the database is told, rows that are copied into it, a write to the list of takedowns, or
the commit.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from typing import Any

from django.db import connection

from claims.ledger import log, takedown_list
from claims.ledger.models import Entry
from claims.ledger.reapplying import missing, reapply
from claims.models import Claim
from tests.ledger.invariants import contents
from tests.public.killing import KILLED, in_a_process_of_its_own

Deed = Callable[[Claim], Any]


def killed_at(number: int, deed: Callable[[], Any]) -> int:
    """Do it in a process of its own that is killed before the step of that number: how it ended."""
    return in_a_process_of_its_own(lambda: _do(number, deed))


def _do(number: int, deed: Callable[[], Any]) -> None:
    steps = count(1)

    def step() -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def told(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        step()
        return execute(sql, params, many, context)

    _before(log, "copy_rows", step)
    _before(takedown_list.os, "write", step)
    _before(takedown_list.os, "fsync", step)
    _before(connection, "_commit", step)
    with connection.execute_wrapper(told):
        deed()
    step()


def _before(of: Any, name: str, step: Callable[[], None]) -> None:
    function = getattr(of, name)

    def counted(*arguments: Any, **named: Any) -> Any:
        step()
        return function(*arguments, **named)

    setattr(of, name, counted)


def state() -> tuple[Any, ...]:
    """All that readers read, and the ledger."""
    return contents(), list(Entry.objects.order_by("seq").values_list("seq", "action", "document"))


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
