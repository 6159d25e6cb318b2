"""The API's views as to HTTP: methods, formats, cross-origin reading, and every error as a problem document."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from psycopg.errors import QueryCanceled
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from factreg.formats import JSON, Format, chosen
from factreg.problems import Problem, add_headers, too_slow

logger = logging.getLogger("factreg.rest")

METHODS = "GET, HEAD, OPTIONS"
# Anyone may read from a page of their own, without credentials.
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Ledger-Position, Public-State, Retry-After, Content-Disposition, RateLimit, RateLimit-Policy"
    ),
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
    "Allow": METHODS,
}


class ReadView(APIView):
    """A view that reads: no authentication, no cookies, nothing to parse."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = ()
    renderer_classes = (JSONRenderer,)
    http_method_names = ("get", "head", "options")
    # What the address sends; with a suffix the format of that name, whatever Accept says.
    formats: tuple[Format, ...] = (JSON,)
    suffix = ""
    format: Format = JSON

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        # Preflights ask whether they may, not for a document.
        if request.method != "OPTIONS":
            self.format = self._wanted(request)

    def _wanted(self, request: Request) -> Format:
        if self.suffix:
            return next(one for one in self.formats if one.suffix == self.suffix)
        return chosen(request.META.get("HTTP_ACCEPT"), self.formats)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        response = HttpResponse(status=204)
        add_headers(response, PREFLIGHT)
        return response

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]
        return problem_of(exc, self.request, filters=self.filter_names()).response()

    def filter_names(self) -> Iterable[str]:
        """By what a request that takes too long could have been narrowed."""
        return ()

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        add_headers(response, CROSS_ORIGIN)
        response.headers["Vary"] = "Accept-Encoding" if self.suffix else "Accept, Accept-Encoding"
        return response


def problem_of(exc: Exception, request: HttpRequest | Request, *, filters: Iterable[str] = ()) -> Problem:
    """What an exception is to the client. The database's absence is the middleware's to tell."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, MethodNotAllowed):
        problem = Problem(405, "method-not-allowed", f"{request.method} is not possible here.")
        problem.headers["Allow"] = METHODS
        return problem
    if isinstance(exc, Http404 | PermissionDenied):
        return Problem(404, "not-found", "There is nothing at this address.")
    if isinstance(exc.__cause__, QueryCanceled):
        return too_slow(settings.QUERY_SECONDS, given=request.GET, filters=filters)
    if isinstance(exc, OperationalError | InterfaceError):
        raise exc
    logger.error("%s %s failed", request.method, request.path, exc_info=exc)
    return Problem(500, "server-error", "The error has been logged. Please try again later.")


class NothingHere(ReadView):
    """Addresses under the API's that are none: with the slash put behind, or a 404."""

    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        slashed = f"{request.path_info}/"
        if not request.path_info.endswith("/") and self._leads_somewhere(slashed):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{slashed}?{query}" if query else slashed, status=301)
        raise self._problem()

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Whatever the method, there is nothing: another would do no better."""
        raise self._problem()

    def _problem(self) -> Problem:
        return Problem(404, "not-found", "There is nothing at this address. /api/v1/ lists what is.")

    def _leads_somewhere(self, path: str) -> bool:
        try:
            found = resolve(path)
        except Resolver404:
            return False
        return getattr(found.func, "view_class", None) is not NothingHere
