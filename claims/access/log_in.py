"""The door of the workbench: each try at a password is counted, a session ends in time, and needs its second factor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin

from claims.access.devices import is_known, set_cookie
from claims.access.guesses import TooManyGuesses, password_budgets, take
from claims.access.second_factor import BY_DEMO, factor_of, give, is_given
from claims.access.sessions import begin, is_over, note_use
from claims.access.telling import tell
from factreg import limits
from factreg.accounts import PermissionsAtOnce
from factreg.clients import address_of
from factreg.demo_log_ins import DEMO_PASSWORD
from factreg.headers import UnderAdmin

# The admin's own views take any other for a GET.
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
LOG_IN, LOG_OUT, SECOND_FACTOR = "admin:login", "admin:logout", "admin:second_factor"
# Of whoever has the link that leads there, whatever session they still have.
SET_PASSWORD = "admin:set_password"  # noqa: S105
# What a session may ask for that has given its password alone.
OPEN = {LOG_IN, LOG_OUT, SET_PASSWORD, "admin:jsi18n", SECOND_FACTOR, "admin:second_factor_enrol"}
# Stands on the request that logs one of the demo's accounts in.
_DEMO = "_demo_log_in"


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
        tell(request, username, shown="password", right=user is not None, account=user and user.pk)
        if user is not None:
            counted.give_back()
            if request is not None and is_demo(request, username, password) and factor_of(user) is None:
                setattr(request, _DEMO, True)
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """There is nothing to log in to but the workbench; a right password of others is as good as a wrong one."""
        return super().user_can_authenticate(user) and user.is_staff


class StaffMiddleware(UnderAdmin, MiddlewareMixin):
    """Before every page of the workbench: a session that is not over, and a second factor or the page that asks for it.

    It also lets a browser that has logged in be known, and says when to try again.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if not request.user.is_authenticated:
            return None
        if is_over(request.session):
            logout(request)
            if _name_of(request) == SET_PASSWORD:
                return None
            return redirect_to_login(request.get_full_path(), reverse(LOG_IN))
        note_use(request)
        if not is_given(request) and _name_of(request) not in OPEN:
            return redirect_to_login(request.get_full_path(), reverse(SECOND_FACTOR))
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        if match and match.view_name == LOG_IN and request.method == "POST" and request.user.is_authenticated:
            begin(request.session)
            if getattr(request, _DEMO, False):
                give(request, request.user, by=BY_DEMO)
        if match and match.view_name == LOG_OUT and request.method == "POST":
            # What was typed outlives a session that ran out, and is not left behind by one who leaves.
            response.headers["Clear-Site-Data"] = '"storage"'
        set_cookie(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, exception) if isinstance(exception, TooManyGuesses) else None


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def is_demo(request: HttpRequest, username: str, password: str) -> bool:
    """Whether it is one of the demo's log-ins as it came, over plain http, where there is a demo."""
    is_one = username in settings.DEMO_LOG_INS and constant_time_compare(password, DEMO_PASSWORD)
    return is_one and not request.is_secure()


def too_many(request: HttpRequest, refused: TooManyGuesses) -> HttpResponse:
    """The same whether there is such an account or not, and whichever limit it was."""
    again_at = datetime.fromtimestamp(limits.now() + refused.seconds, UTC)
    told = {"minutes": -(-refused.seconds // 60), "again_at": again_at, "site_header": admin.site.site_header}
    response = render(request, "admin/factreg/too_many_guesses.html", told, status=429)
    response.headers["Retry-After"] = str(refused.seconds)
    response.headers["Cache-Control"] = "no-store"
    # Django would log each; who tries ten thousand times would fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
