"""One of several processes that publish at once: new claims of its own; edits (one and many at once), withdrawals and
restorations of claims that all of them share. `python -m tests.torture.publisher TASK`, the task as JSON.
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

# Claims that are edited one after the other and then published at once.
EDITED_AT_ONCE = 40
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
        weights = {
            self.publish_new: 50,
            self.publish_several: 5,
            self.publish_edit: 35,
            self.publish_edits: 5,
            self.withdraw: 5,
            self.restore: 5,
        }
        while Head.objects.get().seq < upto:
            (act,) = self.random.choices(list(weights), weights=list(weights.values()))
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
        publish(record=self._edited(self._shared()), by=None, reason="Test edit")
        self.done["edits"] += 1

    def publish_edits(self) -> None:
        chosen = self.random.sample(self.shared, min(EDITED_AT_ONCE, len(self.shared)))
        claims = Claim.objects.filter(pk__in=chosen, public_state="published")
        edited = [self._edited(claim) for claim in claims]
        publish_many(records=edited, by=None, reason="Test edits")
        self.done["edits"] += len(edited)

    def withdraw(self) -> None:
        withdraw(record=self._shared(), by=None, reason="Test withdrawal")

    def restore(self) -> None:
        restore(record=self._shared(), by=None, reason="Test restoration")

    def _edited(self, claim: Claim) -> Claim:
        claim.note = f"Test note {self.random.randrange(1_000_000)}"
        return save(record=claim, by=None)

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
