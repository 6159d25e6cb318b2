"""Going on a walk: a step, then everything that must hold; and what was done, where something does not."""

from tests.ledger.invariants import check, check_rebuilding_changes_nothing
from tests.ledger.walk import Terrain, Walk

REBUILT_EVERY = 20  # steps
LAST_STEPS = 20  # told with a failure


def go(*, seed: int, terrain: Terrain, steps: int) -> None:
    walk = Walk(seed=seed, terrain=terrain)
    try:
        check(walk)
        for number in range(1, steps + 1):
            walk.step()
            check(walk)
            if number % REBUILT_EVERY == 0:
                check_rebuilding_changes_nothing()
    except Exception as failure:
        failure.add_note(f"Seed {seed}, step {len(walk.log)}:\n" + "\n".join(walk.log[-LAST_STEPS:]))
        raise
