"""All that `check_registry` asks, in order; and the two checks that are made elsewhere, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.conf import settings

from claims.ledger.reapplying import missing
from claims.log.building import Refused
from claims.log.checking import NotAsSigned, verify
from claims.log.files import Damaged, LogFiles
from claims.log.keys import NoKey
from claims.log.ledger import our_keys
from claims.upkeep.derived import published_tables
from claims.upkeep.finding import Check, Finding, Progress, the_first
from claims.upkeep.records import addresses, captures, states
from claims.upkeep.stored import constraints


def log(progress: Progress) -> Iterator[Finding]:
    """Each entry against its leaf and document, all of them against what was signed: the first that is otherwise."""
    try:
        verify(LogFiles(settings.LOG_DIR), our_keys(), progress=progress)
    except NotAsSigned as error:
        found, _, wrong = str(error).partition(": ")
        yield Finding(
            f"ledger, {found.lower()}",
            wrong,
            "It was changed past the door: restore a backup of before, and replay the write-ahead log to its end.",
        )
    except NoKey as error:
        yield Finding("public log", "can't be checked.", str(error))
    except (Refused, Damaged) as error:
        yield Finding(
            f"public log in {settings.LOG_DIR}",
            str(error),
            "Restore these files from a backup, or `manage.py publish_log` into a new LOG_DIR.",
        )


def takedowns(progress: Progress) -> Iterator[Finding]:
    """What is listed as taken down, and is not."""
    yield from the_first(_takedowns())
    progress(1)


def _takedowns() -> Iterator[Finding]:
    for (type_, key), lines in missing().items():
        yield Finding(
            f"{type_} {key}",
            f"was {lines[-1].action} by the list of takedowns at position {lines[-1].seq}, which the ledger has not.",
            "`manage.py apply_takedowns` takes it down again; what the database does not hold at all stays listed.",
        )


CHECKS: Mapping[str, Check] = {
    "constraints": constraints,
    "states": states,
    "addresses": addresses,
    "captures": captures,
    "takedowns": takedowns,
    "log": log,
    "published": published_tables,
}
