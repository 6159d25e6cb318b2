"""What `load`, `demo` and `publish` share: publishing many records with progress, and its errors in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError

from claims.ledger.publish import NotPublishable, publish_many
from claims.management.terminal import progress_bar
from factreg.records import Record


def publish_all(records: Sequence[Record], *, by: Any, reason: str) -> str:
    """Publish the records and say how many entries that made. CommandError names what can't be published.

    Commands are the operator's: what a person in the workbench is held to (REVIEW_BY_SECOND_PERSON) is not asked.
    """
    with progress_bar() as bar:
        task = bar.add_task("Publishing", total=len(records))
        try:
            entered = publish_many(
                records=records,
                by=by,
                reason=reason,
                as_operator=True,
                progress=lambda done: bar.advance(task, done),
            )
        except NotPublishable as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(
                f"What can't be published, and what is in a batch with it, was not:\n{problems}"
            ) from error
    return f"{len(records)} records gone through, {entered} published."
