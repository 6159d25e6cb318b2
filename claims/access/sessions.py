"""Sessions of staff: where they are kept, how long they last, and that all of an account can be ended.

A change of the password ends the others of the account by itself: Django puts a hash of it into each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest

from claims.access.models import StaffSession
from factreg import limits

# When one logged in, and when the session was last seen to be used, in seconds since 1970.
BEGAN, SEEN = "began", "seen"
# So far behind may the latter be: not every request writes the session.
SEEN_EVERY = 60


class SessionStore(DatabaseStore):
    """Django's, with the account in a column."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        made: StaffSession = super().create_model_instance(data)
        made.user_id = data.get(SESSION_KEY)
        return made


def begin(session: SessionBase) -> None:
    session[BEGAN] = session[SEEN] = int(limits.now())


def is_over(session: SessionBase | Mapping[str, Any]) -> bool:
    """Whether it was begun too long ago, or lay too long unused. What was begun otherwise than by `begin` is over."""
    now = limits.now()
    too_old = now - session.get(BEGAN, 0) >= settings.SESSION_HOURS * 3_600
    return too_old or now - session.get(SEEN, 0) >= settings.SESSION_IDLE_MINUTES * 60


def note_use(request: HttpRequest) -> None:
    now = int(limits.now())
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session[SEEN] = now


@dataclass(frozen=True, slots=True)
class Session:
    """One that is open: its key, which is a secret; when it began, and when it was last seen to be used."""

    key: str
    began: datetime
    seen: datetime


def sessions_of(user: Any) -> list[Session]:
    """Those of an account that still open something, the last used first."""
    if not (user.is_active and user.is_staff):
        return []
    stored = StaffSession.objects.filter(user=user).values_list("session_key", "session_data")
    kept = [(key, SessionStore().decode(data)) for key, data in stored]
    # A change of the password leaves the others where they are, and they open nothing.
    right = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    opened = [
        Session(key, datetime.fromtimestamp(held[BEGAN], UTC), datetime.fromtimestamp(held[SEEN], UTC))
        for key, held in kept
        if not is_over(held) and held.get(HASH_SESSION_KEY) in right
    ]
    return sorted(opened, key=lambda session: session.seen, reverse=True)


def end_all(user: Any, *, but: str | None = None) -> int:
    """Log an account out everywhere, but for the session of this key; how many of the others opened something."""
    ended = sum(session.key != but for session in sessions_of(user))
    StaffSession.objects.filter(user=user).exclude(session_key=but).delete()
    return ended
