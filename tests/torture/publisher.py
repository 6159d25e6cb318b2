"""One of several processes that publish at once: new claims of its own; edits, withdrawals and restorations of claims
that all of them share. `python -m tests.torture.publisher TASK`, the task as JSON.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import tests.torture.environment  # noqa: F401 - what follows knows models, and so needs Django set up

# isort: split
from claims.actions import StaleRevision, save
from claims.ledger import door
from claims.ledger import publish as publishing
from claims.ledger.models import Head
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.takedown import NotTakenDown, restore, withdraw
from claims.models import Claim

# What another process may have made impossible in between: then nothing was changed.
REFUSED = (NotPublishable, NotTakenDown, StaleRevision)


class Publisher:
    """Acts by chance until the ledger has as many entries as it is to get."""

    def __init__(self, *, own: Sequence[int], shared: Sequence[int], seed: int) -> None:
        self.random = Random(seed)
        self.own = list(own)
        self.shared = shared
        self.done: Counter[str] = Counter()

    def run(self, *, upto: int) -> None:
        acts = (self.publish_new, self.publish_several, self.publish_edit, self.withdraw, self.restore)
        while Head.objects.get().seq < upto:
            (act,) = self.random.choices(acts, weights=(50, 5, 35, 5, 5))
            try:
                act()
                self.done[act.__name__] += 1
            except REFUSED as refusal:
                self.done[type(refusal).__name__] += 1

    def publish_new(self) -> None:
        if self.own:
            publish(record=Claim.objects.get(pk=self.own.pop()), by=None)

    def publish_several(self) -> None:
        several = [self.own.pop() for _ in range(min(5, len(self.own)))]
        publish_many(records=Claim.objects.filter(pk__in=several), by=None)

    def publish_edit(self) -> None:
        claim = self._shared()
        claim.note = f"Test note {self.random.randrange(1_000_000)}"
        publish(record=save(record=claim, by=None), by=None, reason="Test edit")

    def withdraw(self) -> None:
        withdraw(record=self._shared(), by=None, reason="Test withdrawal")

    def restore(self) -> None:
        restore(record=self._shared(), by=None, reason="Test restoration")

    def _shared(self) -> Claim:
        return Claim.objects.get(pk=self.random.choice(self.shared))


def main(task: dict[str, Any]) -> dict[str, int]:
    if batch := task.pop("batch", None):
        door.BATCH = publishing.BATCH = batch
        publish_many(records=Claim.objects.order_by("id"), by=None)
        return {"published": Claim.objects.count()}
    upto = task.pop("upto")
    publisher = Publisher(**task)
    publisher.run(upto=upto)
    return dict(publisher.done)


if __name__ == "__main__":
    json.dump(main(json.loads(sys.argv[1])), sys.stdout)
