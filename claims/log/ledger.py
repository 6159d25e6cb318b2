"""The leaves of our ledger, as what builds and checks the log reads them; and the log of the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.conf import settings

from claims.ledger.models import Entry, Head
from claims.log import building, keys
from claims.log.building import Keys, Refused
from claims.log.notes import Checkpoint, signed

_BATCH = 2_000


class StoredLedger:
    """The table of entries."""

    def head(self) -> int:
        return Head.objects.values_list("seq", flat=True).get()

    def leaves(self, after: int, upto: int) -> Iterator[bytes]:
        """Raises Refused where an entry is missing."""
        entries = Entry.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq")
        for seq, leaf in entries.values_list("seq", "leaf").iterator(chunk_size=_BATCH):
            after += 1
            if seq != after:
                raise Refused(f"The ledger has no entry {after}.")
            yield bytes(leaf)


def our_keys() -> Keys:
    """Raises NoKey."""
    return Keys(keys.signers(), keys.retired())


def certified(position: int, digests: Mapping[str, str]) -> str:
    """A signed list of files that were made of the ledger at a position, with their SHA-256. Raises NoKey."""
    keys = our_keys()
    lines = [f"{keys.origin}/exports", str(position), *(f"{digests[name]}  {name}" for name in sorted(digests))]
    return signed("".join(f"{line}\n" for line in lines), keys.signers)


def publish(*, progress: Callable[[int], None] = lambda entries: None) -> Checkpoint:
    """Bring the log in LOG_DIR up to the ledger. Raises NoKey, Busy, Refused, Damaged."""
    return building.publish(settings.LOG_DIR, our_keys(), StoredLedger(), progress=progress)
