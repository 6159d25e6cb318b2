"""Builds of bulk files that are killed, as by `kill -9`, at one step of writing after another; and who reads meanwhile.

A step is all that changes the disk: a file opened for writing, a block written, a name given, changed or taken away.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connections

from claims.public.bulk import outputs, tables
from claims.public.bulk.building import build
from claims.public.bulk.shelf import CURRENT, INDEX, SETS, Set

_NAMING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR
KILLED = -signal.SIGKILL


def in_a_process_of_its_own(deed: Callable[[], object]) -> int:
    """How a fork of this process ends that does this alone: 0, or the number of a signal, negative."""
    connections.close_all()
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        code = 1
        try:
            deed()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def build_killed_at(number: int, directory: Path) -> int:
    """Build, and be killed before the step of that number; 0 if there are not so many."""
    return in_a_process_of_its_own(lambda: _build(number, directory))


def number_of_steps(old: Path, *, directory: Path) -> int:
    """How many steps a build over the set `old` has."""
    shutil.copytree(old, directory, symlinks=True)
    counted = directory.with_suffix(".steps")
    in_a_process_of_its_own(lambda: counted.write_text(str(_build(0, directory))))
    return int(counted.read_text())


def _build(number: int, directory: Path) -> int:
    """Build, or be killed before a step; how many there were."""
    # Files are written by threads: `next` is one step of the interpreter.
    steps = count(1)

    def step(*_: Any) -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NAMING or (event == "open" and (arguments[2] or 0) & _WRITING):
            step()

    # Of arrow's own files and of blocks the interpreter tells nothing.
    _before(outputs._Part, "_put", step)
    _before(tables.ParquetTable, "_write", step)
    sys.addaudithook(heard)
    build(directory)
    return next(steps) - 1


def _before(of: type, name: str, step: Callable[..., None]) -> None:
    method = getattr(of, name)

    def counted(*arguments: Any) -> Any:
        step()
        return method(*arguments)

    setattr(of, name, counted)


def seen(directory: Path) -> int | None:
    """The position of the set that a reader finds, each of its files whole; None where there is none yet."""
    place = directory / CURRENT
    if not place.exists():
        return None
    found = Set.read(place)
    for file in (*found.files, *(one.file for one in found.changes)):
        for one in (file, *file.compressed.values()):
            assert hashlib.sha256((place / one.path).read_bytes()).hexdigest() == one.sha256, one.path
    return found.position


def killed_everywhere(old: Path, *, directory: Path, steps: Iterable[int], new: int) -> tuple[int, int]:
    """At how many steps a build over the set `old` was killed, and how often the new set was in place by then.

    After each, readers see the old set whole or the new one; and a build that is let run ends with the new set alone.
    """
    before = seen(old)
    killed = already = 0
    for number in steps:
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(old, directory, symlinks=True)
        ended = build_killed_at(number, directory)
        assert ended in (0, KILLED), (number, ended)
        if ended == 0:
            break
        killed += 1
        found = seen(directory)
        assert found in (before, new), number
        already += found == new
        assert in_a_process_of_its_own(lambda: _build(0, directory)) == 0, number
        assert seen(directory) == new, number
        assert len(left_in(directory)) <= 2, number
        assert not any(path.name.startswith((".building", ".trash", ".next")) for path in directory.iterdir()), number
    return killed, already


def left_in(directory: Path) -> list[str]:
    """The sets that are kept, each with its index."""
    return sorted(path.parent.name for path in (directory / SETS).glob(f"*/{INDEX}"))
