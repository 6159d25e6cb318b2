"""Commands that are due every hour, or when something says so, while the registry is served: processes of their own.

Serving never waits for them; which they are are settings, HOURLY_COMMANDS and COMMANDS_WHEN_DUE.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from factreg.embedded import BASE_DIR
from factreg.parents import die_with_parent

logger = logging.getLogger(__name__)

HOUR = 3600.0
# A start is busy enough without them.
AFTER_START = 60.0
# How often it is asked whether a command is due, and how long after it was begun it is not asked.
LOOK_EVERY, AT_MOST_EVERY = 10.0, 60.0
START_AGAIN = 5.0


def managed(name: str) -> list[str]:
    """The words by which a command of manage.py is run, saying nothing unless it fails."""
    return [sys.executable, str(BASE_DIR / "manage.py"), name, "--skip-checks", "--verbosity", "0"]


def environment() -> dict[str, str]:
    """A command that serves nobody does without the workbench, which takes longer to load than all else."""
    return {**os.environ, "WORKBENCH": "off"}


def always() -> bool:
    return True


class Chores:
    """What is to be run, when it was run last, and what runs now.

    Where `is_due` says that it is not, it is asked again after `look_every` seconds.
    """

    def __init__(
        self,
        commands: Sequence[Sequence[str]],
        *,
        every: float = HOUR,
        after_start: float = AFTER_START,
        is_due: Callable[[], bool] = always,
        look_every: float = LOOK_EVERY,
    ) -> None:
        self.commands = commands
        self.every = every
        self.is_due = is_due
        self.look_every = look_every
        self._due = time.monotonic() + after_start
        self._running: list[subprocess.Popen[bytes]] = []

    def run_due(self) -> None:
        """Start what is due, unless it still runs; tell of what failed."""
        self._running = [process for process in self._running if not _has_ended(process)]
        if self._running or time.monotonic() < self._due:
            return
        if not self._is_due():
            self._due = time.monotonic() + self.look_every
            return
        self._due = time.monotonic() + self.every
        # Before the program is loaded: it would outlive us if we were killed meanwhile.
        self._running = [
            subprocess.Popen(list(command), env=environment(), preexec_fn=die_with_parent)  # noqa: PLW1509
            for command in self.commands
        ]

    def _is_due(self) -> bool:
        try:
            return self.is_due()
        except Exception:
            # Such as a database that is being restarted.
            logger.exception("Whether %s is due could not be told", self.commands)
            return False

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
            process.wait()


def kept_running(name: str) -> Chores:
    """A command that does not end by itself: started again when it did, though not at once."""
    return Chores([managed(name)], every=START_AGAIN, after_start=START_AGAIN)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    code = process.poll()
    if code:
        logger.error("%s ended with code %s", process.args, code)
    return code is not None
