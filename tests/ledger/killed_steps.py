"""What is done to the registry and killed, as by `kill -9`, before one step after another, and what is found then.

A step is a statement that the database is told, rows that are copied into it, a write to the list of takedowns, or
the commit.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from typing import Any, TypeVar

from django.db import connection

from claims.ledger import editorial, takedown_list
from claims.ledger.models import Entry
from claims.registry_file.dumper import dump
from factreg import copying
from tests.ledger.invariants import contents
from tests.public.killing import KILLED, in_a_process_of_its_own

Made = TypeVar("Made")


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

    _before(copying, "_copy", step)
    _before(editorial, "meanwhile", step)
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


def everything() -> tuple[Any, ...]:
    """That, and all that editors have."""
    return *state(), "".join(dump(format="yaml"))


def killed_each(
    make: Callable[[], Made], deed: Callable[[Made], Any], is_done: Callable[[Made], bool], *, steps: Iterable[int]
) -> Iterator[bool]:
    """Kill it before each of these steps, until it is through: whether it was done. If not, nothing was changed."""
    made = make()
    for number in steps:
        before = everything()
        ended = killed_at(number, partial(deed, made))
        assert ended in (0, KILLED), (number, ended)
        done = is_done(made)
        assert done or everything() == before, number
        yield done
        if ended == 0:
            return
        if done:
            made = make()
