"""Processes that do steps of a build beside the one that began it, so that it uses more than one processor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Self

from factreg.chores import environment
from factreg.embedded import BASE_DIR
from factreg.parents import die_with_parent


class Helpers:
    """So many of them as long as the context lasts. What one leaves undone, who began the build does.

    They hold the lock of the directory too: should who began be killed, nobody builds there before they have ended.
    """

    def __init__(self, directory: Path, number: int, *, lock: IO[str]) -> None:
        self._directory, self._number, self._lock = directory.resolve(), number, lock
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        command = [sys.executable, str(BASE_DIR / "manage.py"), "export", str(self._directory)]
        self._running = [
            subprocess.Popen(
                [*command, "--help-building", "--skip-checks", "--verbosity", "0"],
                env=environment(),
                pass_fds=[self._lock.fileno()],
                # Before the program is loaded: it would outlive us if we were killed meanwhile.
                preexec_fn=_as_helper,  # noqa: PLW1509
            )
            for _ in range(self._number)
        ]
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running:
            process.kill()
            process.wait()


def _as_helper() -> None:
    die_with_parent()
    os.nice(5)
