"""What is due every hour is started, once at a time, beside the serving; a failure is told."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import import_string

from factreg.chores import Chores, managed
from factreg.embedded import BASE_DIR

pytestmark = pytest.mark.no_database


def wait_for(path: Path) -> str:
    for _ in range(600):
        if path.exists() and path.read_text():
            break
        time.sleep(0.05)
    return path.read_text()


def test_what_is_due_is_run_and_not_before(tmp_path: Path) -> None:
    done = tmp_path / "done"
    command = [sys.executable, "-c", f"open({str(done)!r}, 'a').write('x')"]
    later, now = Chores([command], after_start=3600), Chores([command], after_start=0)

    later.run_due()
    now.run_due()
    now.run_due()

    assert wait_for(done) == "x"
    assert later._running == []
    now.stop()


def test_what_is_run_when_due_waits_until_it_is(tmp_path: Path) -> None:
    done = tmp_path / "done"
    command = [sys.executable, "-c", f"open({str(done)!r}, 'a').write('x')"]
    answers = iter([False, True])
    chores = Chores([command], after_start=0, is_due=lambda: next(answers), look_every=0)

    chores.run_due()
    assert chores._running == []
    chores.run_due()

    assert wait_for(done) == "x"
    chores.stop()


def test_what_can_not_tell_whether_it_is_due_is_told(caplog: Any) -> None:
    chores = Chores([["none"]], after_start=0, is_due=lambda: bool(1 / 0))

    chores.run_due()

    assert chores._running == []
    assert "division by zero" in caplog.text


_STARTER = """
import sys, time
from factreg.chores import Chores
chores = Chores([[sys.executable, "-c", "import time; time.sleep(600)"]], after_start=0)
chores.run_due()
print(chores._running[0].pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux alone ends a process with its parent")
def test_what_was_just_started_ends_with_a_starter_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _STARTER], stdout=subprocess.PIPE, text=True, cwd=BASE_DIR) as starter:
        assert starter.stdout is not None
        started = int(starter.stdout.readline())
        starter.kill()

    wait_until(lambda: not _runs(started))


def _runs(pid: int) -> bool:
    """Whether it is there, and no zombie that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come to that")


def test_failure_is_told(caplog: Any) -> None:
    chores = Chores([[sys.executable, "-c", "raise SystemExit(3)"]], after_start=0)
    chores.run_due()
    chores._running[0].wait()

    chores.run_due()

    assert "ended with code 3" in caplog.text


def test_hourly_commands_are_commands_of_ours() -> None:
    assert {get_commands()[name] for name in settings.HOURLY_COMMANDS} == {"claims"}
    assert {get_commands()[name] for name in settings.COMMANDS_WHEN_DUE} == {"claims"}
    assert all(callable(import_string(path)) for path in settings.COMMANDS_WHEN_DUE.values())
    assert managed("forget_senders")[-4:] == ["forget_senders", "--skip-checks", "--verbosity", "0"]
