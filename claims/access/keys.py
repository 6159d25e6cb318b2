"""Keys made, revoked, and found again by what a request shows of them. Keyword-only; nothing stores a key itself."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from typing import Any

from django.utils import timezone

from claims.access.models import PREFIX_LENGTH, Key

PUBLIC = "public"
MARK = "fr_"
_SHAPE = re.compile(r"fr_[A-Za-z0-9_-]{43}", re.ASCII)
# For how long a worker believes what it last read of a key: so long may a revoked one still open.
BELIEVED = 2.0
_MOST_BELIEVED = 1_000


def digest_of(key: str) -> str:
    """By what a key is found: it has 256 random bits, so that one round of SHA-256 gives nothing away."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue(*, name: str, contact: str, by: Any) -> tuple[Key, str]:
    """Make a key: its row, and the key itself, which can be shown now and never again."""
    key = MARK + secrets.token_urlsafe(32)
    made = Key(
        name=name,
        contact=contact,
        prefix=key[:PREFIX_LENGTH],
        digest=digest_of(key),
        created_at=timezone.now(),
        created_by=by,
    )
    made.full_clean()
    made.save()
    return made, key


def revoke(*, key: Key) -> None:
    """Have a key open nothing any more, within seconds and for good."""
    Key.objects.valid().filter(pk=key.pk).update(revoked_at=timezone.now())


class KnownKeys:
    """The keys that a worker has just read, so that a busy program costs no query a request."""

    def __init__(self, *, believed: float = BELIEVED) -> None:
        self._believed = believed
        self._found: dict[str, tuple[float, int | None]] = {}

    def number_of(self, key: str) -> int | None:
        """The number of a valid key; nothing of a wrong or a revoked one."""
        if not _SHAPE.fullmatch(key):
            return None
        digest, now = digest_of(key), time.monotonic()
        until, number = self._found.get(digest, (0.0, None))
        if now >= until:
            if len(self._found) >= _MOST_BELIEVED:
                self._found.clear()
            number = Key.objects.using(PUBLIC).valid().filter(digest=digest).values_list("pk", flat=True).first()
            self._found[digest] = (now + self._believed, number)
        return number
