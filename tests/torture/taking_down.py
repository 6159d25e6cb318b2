"""Quarantines a claim as an editor does and tells whether that was done. `python -m tests.torture.taking_down SLUG`."""

from __future__ import annotations

import sys

import tests.torture.environment  # noqa: F401 - what follows knows models, and so needs Django set up

# isort: split
from django.db import InterfaceError, OperationalError

from claims.ledger.takedown import NotTakenDown, quarantine
from claims.models import Claim

REFUSED = 3

if __name__ == "__main__":
    try:
        quarantine(record=Claim.objects.get(slug=sys.argv[1]), by=None, reason="A test.")
    except (NotTakenDown, OperationalError, InterfaceError):
        sys.exit(REFUSED)
