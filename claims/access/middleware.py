"""At the door of the API: which key a request shows, and whether its sender has asked too often."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from claims.access.keys import KnownKeys
from claims.access.sharing import KEY, NETWORK, Sharing
from factreg.clients import address_of, network_of
from factreg.health import unavailable
from factreg.limits import Allowance, Counts, Policy
from factreg.problems import Problem, add_headers
from factreg.rest import CROSS_ORIGIN

API = "/api/"
BEARER = "bearer "


class AccessMiddleware:
    """Sets `request.api_key`, the number of the key shown or nothing, and counts. No query but the key's, now and then.

    Other schemes than Bearer are for whoever stands before the registry, and are let through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.counts = Counts()
        self.sharing = Sharing(self.counts)
        self.keys = KnownKeys()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API) or request.method == "OPTIONS":
            return self.get_response(request)
        shown = _shown(request)
        try:
            number = self.keys.number_of(shown) if shown is not None else None
        except (OperationalError, InterfaceError):
            return unavailable(request)
        request.api_key = number  # type: ignore[attr-defined]
        allowance = self._count(request, number)
        if allowance and not allowance.admitted:
            response: HttpResponseBase = _refused(too_many(allowance))
        elif shown is not None and number is None:
            response = _refused(wrong_key())
        else:
            response = self.get_response(request)
        if allowance:
            add_headers(response, allowance.headers())
        return response

    def _count(self, request: HttpRequest, number: int | None) -> Allowance | None:
        """A request with a key counts for the key, any other, one with a wrong key too, for where it comes from."""
        policy: Policy | None = settings.RATE_LIMIT_ADDRESS if number is None else settings.RATE_LIMIT_KEY
        if policy is None:
            return None
        if settings.SERVING:
            self.sharing.ensure_running()
        who = f"{NETWORK}{network_of(address_of(request))}" if number is None else f"{KEY}{number}"
        return self.counts.take(who, policy)


def _shown(request: HttpRequest) -> str | None:
    """The key that a request shows, right or wrong."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    return header[len(BEARER) :].strip() if header[: len(BEARER)].lower() == BEARER else None


def too_many(allowance: Allowance) -> Problem:
    policy = allowance.policy
    problem = Problem(
        429,
        "too-many-requests",
        f"More than {policy.quota} requests in {policy.window} seconds; again in {allowance.seconds} seconds. "
        "Bulk files, the change feed and larger pages need fewer requests, and a key allows more.",
        **{"violated-policies": [policy.name]},
    )
    problem.headers["Retry-After"] = str(allowance.seconds)
    return problem


def wrong_key() -> Problem:
    detail = "The key is wrong or was revoked. Reading needs none: leave out Authorization, or ask for another."
    problem = Problem(401, "wrong-key", detail)
    problem.headers["WWW-Authenticate"] = 'Bearer realm="factreg", error="invalid_token"'
    return problem


def _refused(problem: Problem) -> HttpResponseBase:
    response = problem.response()
    add_headers(response, CROSS_ORIGIN)
    # Django would log each; who asks too often would fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
