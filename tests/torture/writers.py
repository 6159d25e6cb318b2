"""Writers that are killed at random and started again: forked from a process that has Django set up, so that a new
life costs nothing. `python -m tests.torture.writers TASK`, the task as JSON.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from random import Random
from typing import Any

import tests.torture.environment  # noqa: F401 - what follows knows models, and so needs Django set up

# isort: split
from claims.models import Claim
from tests.torture.publisher import Publisher

FOREVER = 10**9


def live(*, own: Sequence[int], shared: Sequence[int], seed: int) -> int:
    """Fork a writer that writes until it is killed; its process id. Nothing is connected to the database before."""
    if pid := os.fork():
        return pid
    left = Claim.objects.filter(pk__in=own).exclude(public_state="published").values_list("pk", flat=True)
    Publisher(own=list(left), shared=shared, seed=seed).run(upto=FOREVER)
    os._exit(1)


def main(*, own: Sequence[Sequence[int]], shared: Sequence[int], kills: int, lifetime: Sequence[float]) -> None:
    """Keep all writers writing until each has been killed so many times."""
    random = Random(1)
    shortest, longest = lifetime
    killed = [0] * len(own)
    living: dict[int, tuple[int, float]] = {}  # by number, its process and when that is to be killed
    while living or min(killed) < kills:
        for number in range(len(own)):
            pid, until = living.get(number, (0, 0.0))
            if pid and time.monotonic() >= until:
                os.kill(pid, signal.SIGKILL)
                _, status = os.waitpid(pid, 0)
                if not os.WIFSIGNALED(status):
                    sys.exit(f"a writer ended by itself: {status}")
                killed[number] += 1
                del living[number]
            if number not in living and killed[number] < kills:
                pid = live(own=own[number], shared=shared, seed=number * 1_000 + killed[number])
                living[number] = pid, time.monotonic() + random.uniform(shortest, longest)
        time.sleep(0.01)


if __name__ == "__main__":
    task: dict[str, Any] = json.loads(sys.argv[1])
    main(**task)
