"""Commands that are due every hour while the registry is served, each in a process of its own.

Serving never waits for them; which they are is a setting, HOURLY_COMMANDS.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Sequence

from factreg.embedded import BASE_DIR

logger = logging.getLogger(__name__)

HOUR = 3600.0
# A start is busy enough without them.
AFTER_START = 60.0


def managed(name: str) -> list[str]:
    """The words by which a command of manage.py is run, saying nothing unless it fails."""
    return [sys.executable, str(BASE_DIR / "manage.py"), name, "--verbosity", "0"]


class Chores:
    """What is to be run, when it was run last, and what runs now."""

    def __init__(
        self, commands: Sequence[Sequence[str]], *, every: float = HOUR, after_start: float = AFTER_START
    ) -> None:
        self.commands = commands
        self.every = every
        self._due = time.monotonic() + after_start
        self._running: list[subprocess.Popen[bytes]] = []

    def run_due(self) -> None:
        """Start what is due, unless it still runs; tell of what failed."""
        self._running = [process for process in self._running if not _has_ended(process)]
        if self._running or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + self.every
        self._running = [subprocess.Popen(list(command)) for command in self.commands]

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
            process.wait()


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    code = process.poll()
    if code:
        logger.error("%s ended with code %s", process.args, code)
    return code is not None
