"""`publish`: records made public from the command line, as the workbench's button does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.ledger.freeze import RECORDS
from claims.management.publishing import publish_all
from claims.management.terminal import user_named
from claims.registry_file.report import did_you_mean
from factreg.records import PublicState, Record


class Command(BaseCommand):
    help = (
        "Publish records as they are stored now: the given ones, or all that hold something not published. "
        "A command is the operator's: it asks for no second person (REVIEW_BY_SECOND_PERSON) and for no review."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", nargs="*", metavar="TYPE SLUG", help="For example: claim su-25-downing")
        parser.add_argument(
            "--all", action="store_true", help="All that have unpublished edits or were never published."
        )
        parser.add_argument("--by", metavar="USERNAME", required=True, help="Who publishes; private.")
        parser.add_argument("--reason", default="", help="The public reason.")

    def handle(self, **options: Any) -> None:
        by = user_named(options["by"])
        words = options["record"]
        if bool(words) == options["all"]:
            raise CommandError("Name records as TYPE SLUG pairs, or give --all.")
        if len(words) % 2:
            raise CommandError(f"{words[-1]}: records are named by two words, TYPE and SLUG.")
        pairs = zip(words[::2], words[1::2], strict=True)
        records = _all_unpublished() if options["all"] else [_named(type_, slug) for type_, slug in pairs]
        self.stdout.write(publish_all(records, by=by, reason=options["reason"]))


def _named(type_: str, slug: str) -> Record:
    if type_ not in RECORDS:
        hint = did_you_mean(type_, list(RECORDS))
        raise CommandError(f"{type_} is no type of record{hint or ': ' + ', '.join(RECORDS)}")
    record: Record | None = RECORDS[type_].objects.filter(slug=slug).first()
    if record is None:
        slugs = RECORDS[type_].objects.values_list("slug", flat=True)
        raise CommandError(f"There is no {type_} {slug}{did_you_mean(slug, list(slugs))}")
    return record


def _all_unpublished() -> list[Record]:
    """What was taken down stays down: only a person restores it."""
    public = (PublicState.NEVER, PublicState.PUBLISHED)
    return [
        record
        for model in RECORDS.values()
        for record in model.objects.with_unpublished_edits().filter(public_state__in=public)
    ]
