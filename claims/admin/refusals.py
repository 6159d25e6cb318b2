"""What the database or an action refuses, in words that name the field.

Constraints and triggers say `field: reason` (see the models); what the database words itself is worded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError

REFUSED = (IntegrityError, OperationalError, ProtectedError, RestrictedError, ValidationError)

# What passes, by PostgreSQL's codes (its manual, appendix A). Nothing was saved, and what was typed is still there.
_PASSING = {
    "40P01": "Someone else saved at the same moment, and each waited for the other. Save again.",
    "55P03": "Someone else has been changing the same for a while; nothing was saved. Save again in a moment.",
    "57014": "This took too long; nothing was saved. Save again, or do less at once.",
    "53100": "The disk of the database is full; nothing was saved. Keep this page, and tell who operates the registry.",
}

_NAMED = re.compile(r"([a-z_]+)(?:(?:, | and )[a-z_]+)*: (.+)", re.DOTALL)
_KEY = re.compile(r"Key \(([a-z_]+)\)=\((.*)\)")

Refusal = tuple[str | None, str]


def split(message: str) -> Refusal:
    """The field that a message names at its beginning, and the rest of it as a sentence."""
    found = _NAMED.fullmatch(message.strip())
    if found is None:
        return None, message
    return found[1], found[2][:1].upper() + found[2][1:]


def refusals_of(error: Exception) -> list[Refusal]:
    """(field or None, message) of what was refused."""
    if isinstance(error, ValidationError):
        return list(_of_validation(error))
    if isinstance(error, (ProtectedError, RestrictedError)):
        return [(None, _of_protection(error))]
    return [_of_database(error)]


def _of_validation(error: ValidationError) -> Iterator[Refusal]:
    if not hasattr(error, "error_dict"):
        yield from (split(message) for message in error.messages)
        return
    for field, messages in error.message_dict.items():
        for message in messages:
            yield split(message) if field == NON_FIELD_ERRORS else (field, message)


def _of_protection(error: ProtectedError | RestrictedError) -> str:
    held = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", ())
    some = sorted(f"{each._meta.verbose_name} “{each}”" for each in list(held)[:5])
    return f"Others still need it: {', '.join(some)}{' and more' if len(held) > len(some) else ''}."


def _of_database(error: Exception) -> Refusal:
    found = getattr(error.__cause__, "diag", None)
    if found is None or found.sqlstate is None:
        return None, f"The database refused this: {error}"
    if found.sqlstate in _PASSING:
        return None, _PASSING[found.sqlstate]
    if worded := _words_of_constraint(found.constraint_name):
        return split(worded)
    key = _KEY.match(found.message_detail or "")
    if key and "already exists" in found.message_detail:
        return key[1], f"“{key[2]}” is taken already."
    if key and "not present" in found.message_detail:
        return key[1].removesuffix("_id"), "What you chose has been deleted meanwhile; choose again."
    if key and "still referenced" in found.message_detail:
        return None, "Others still need it; remove it there first."
    return split(found.message_primary or str(error))


def _words_of_constraint(name: str | None) -> str | None:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if name and constraint.name == name:
                return str(constraint.get_violation_error_message())
    return None
