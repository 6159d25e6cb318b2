"""What stands against a person's publishing records: what these lack, and that nobody else has looked at them.

Asked by the door for everybody who publishes; not for commands, which are run by those who operate the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from claims.ledger.editorial import Stored
from claims.ledger.own_parts import Own
from claims.models import Review
from claims.rules.missing import missing
from claims.rules.second_person import held_back
from factreg.records import WorkState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

ASKED_FOR = "Changes were requested: make them and submit it again, or mark it as ready."


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record can't be published: the field, and what to do."""

    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.message}"


class NotPublishable(Exception):
    """Records that can't be published as they are; nothing was published."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


def problems_for(person: AbstractBaseUser, records: Iterable[tuple[str, Stored, Own]]) -> list[Problem]:
    """Why somebody can't publish these records, given by type, row and own part."""
    edited = [(type_, row, own) for type_, row, own in records if not row.is_clean]
    keys = [row.key for _, row, _ in edited]
    submitters = dict(Review.objects.filter(key__in=keys).values_list("key", "submitted_by"))
    problems = []
    for type_, row, own in edited:
        name = f"{type_} {row.slug}"
        problems += [Problem(name, lack.field, lack.message) for lack in missing(type_, own) if lack.must]
        if row.work_state == WorkState.CHANGES_REQUESTED:
            problems.append(Problem(name, "work_state", ASKED_FOR))
        if settings.REVIEW_BY_SECOND_PERSON and (
            held := held_back(by=person.pk, editors=row.editors, submitted_by=submitters.get(row.key))
        ):
            problems.append(Problem(name, "edited_by", held))
    return problems
