"""What is typed in a form, kept until it is saved: a lost session, another machine or a crash gives it back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from claims.desk.models import TypedForm

LARGEST = 1_000_000  # bytes of a form; a long claim with a hundred statements has a tenth of that
MOST = 50  # forms of one editor
KEPT_FOR = timedelta(days=30)
DONE_FOR = timedelta(days=2)  # in which a browser may still hand over what has been saved

# What a page sends along and no editor typed.
_NOT_TYPED = ("csrfmiddlewaretoken", "typed_as")


@dataclass(frozen=True)
class Kept:
    """What was typed and not saved, as it is offered."""

    token: str
    typed_at: datetime


class TooLarge(Exception):
    """More than is kept of one form; nothing was changed."""


class TooLate(Exception):
    """The page's form has been saved or given up meanwhile; nothing was changed."""


def new_token() -> str:
    return secrets.token_hex(16)


def is_token(text: str) -> bool:
    return len(text) == 32 and all(character in "0123456789abcdef" for character in text)


def keep(*, user: Any, form: str, token: str, values: QueryDict) -> TypedForm:
    """Keep what is typed, in the place of what was kept of the same page before. Raises TooLarge and TooLate."""
    told = json.dumps([[name, given] for name, given in values.lists() if name not in _NOT_TYPED])
    if len(told) > LARGEST:
        raise TooLarge(f"Only what fits into {LARGEST // 1000} kB is kept before it is saved. Save it soon.")
    kept, made = TypedForm.objects.get_or_create(
        user=user, token=token, defaults={"form": form, "values": told, "typed_at": timezone.now()}
    )
    if made:
        _tidy(user)
        return kept
    # Asked for again, so that a save at the same moment wins.
    if not TypedForm.objects.filter(pk=kept.pk, done=False).update(values=told, typed_at=timezone.now()):
        raise TooLate("It has been saved or discarded meanwhile.")
    kept.refresh_from_db(fields=["typed_at"])
    return kept


def _tidy(user: Any) -> None:
    """Drop what is old, and the oldest of what is too much."""
    mine, now = TypedForm.objects.filter(user=user), timezone.now()
    mine.filter(typed_at__lt=now - KEPT_FOR).delete()
    mine.filter(done=True, typed_at__lt=now - DONE_FOR).delete()
    newest = mine.filter(done=False).order_by("-typed_at").values_list("pk", flat=True)
    mine.filter(pk__in=list(newest[MOST:])).delete()


def kept_of(*, user: Any, form: str) -> Sequence[Kept]:
    """What somebody has typed in a form and not saved, newest first."""
    since = timezone.now() - KEPT_FOR
    found = TypedForm.objects.of(user, form).filter(typed_at__gte=since)[:5]
    return [Kept(*each) for each in found.values_list("token", "typed_at")]


def take_up(*, user: Any, form: str, token: str) -> QueryDict | None:
    """What was typed, as a browser would send it; nothing where it is gone or another's."""
    kept = TypedForm.objects.of(user, form).filter(token=token).first()
    if kept is None:
        return None
    values = QueryDict(mutable=True)
    for name, given in json.loads(kept.values):
        values.setlist(name, given)
    return values


def forget(*, user: Any, form: str, token: str) -> None:
    """Drop what was typed: it has been saved, or given up. That it was is noted, for what its page still sends."""
    if is_token(token):
        TypedForm.objects.update_or_create(
            user=user,
            token=token,
            defaults={"form": form, "values": "[]", "typed_at": timezone.now(), "done": True},
        )
