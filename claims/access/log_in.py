"""Passwords at the door of the workbench: each try is counted, and beyond the limits none is looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from claims.access.devices import is_known, remember, set_cookie
from claims.access.guesses import TooManyGuesses, password_budgets, take
from factreg import limits
from factreg.accounts import PermissionsAtOnce
from factreg.clients import address_of
from factreg.headers import UnderAdmin


class CountedPasswords(PermissionsAtOnce):
    """Whoever asks for a password, the log-in or a form that wants it once more, comes by here.

    An unknown name costs what a known one costs: it is counted alike, and Django hashes for it (ModelBackend).
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """The account, or none. Raises TooManyGuesses, which LogInMiddleware answers."""
        if username is None or password is None:
            return None
        known = request is not None and is_known(request, username)
        address = address_of(request) if request is not None else None
        counted = take(password_budgets(username, known=known, address=address))
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            counted.give_back()
            if request is not None:
                remember(request, username)
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """There is nothing to log in to but the workbench; a right password of others is as good as a wrong one."""
        return super().user_can_authenticate(user) and user.is_staff


class LogInMiddleware(UnderAdmin, MiddlewareMixin):
    """Says when to try again, and lets a browser that has logged in be known."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, exception) if isinstance(exception, TooManyGuesses) else None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        set_cookie(request, response)
        return response


def too_many(request: HttpRequest, refused: TooManyGuesses) -> HttpResponse:
    """The same whether there is such an account or not, and whichever limit it was."""
    again_at = datetime.fromtimestamp(limits.now() + refused.seconds, UTC)
    told = {"minutes": -(-refused.seconds // 60), "again_at": again_at}
    response = render(request, "admin/factreg/too_many_guesses.html", told, status=429)
    response.headers["Retry-After"] = str(refused.seconds)
    response.headers["Cache-Control"] = "no-store"
    # Django would log each; who tries ten thousand times would fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
