"""Publishes until it is killed, and tells each entry once it is committed: `python -m tests.torture.acknowledging`."""

import json
import os
import sys
import time

import tests.torture.environment  # noqa: F401 - what follows knows models, and so needs Django set up

# isort: split
from django.db import connection

from claims.ledger.publish import publish
from tests.factories import make_claim, make_denial


def main() -> None:
    while True:
        claim = make_claim(slug=f"claim-{os.getpid()}-{time.monotonic_ns()}", statements=[{}])
        make_denial(claim=claim)
        entry = publish(record=claim, by=None)
        if entry is None:
            sys.exit("nothing was published")
        with connection.cursor() as cursor:
            # The database's own time, after the commit.
            cursor.execute("SELECT clock_timestamp()::text")
            told = {"seq": entry.seq, "slug": claim.slug, "at": cursor.fetchone()[0]}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
