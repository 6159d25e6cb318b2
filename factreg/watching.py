"""How each request was answered, told to the log and to the metrics: method, route, status, time."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from factreg.clients import address_of
from factreg.logs import request_id, route_of, shortened
from factreg.metrics import count

logger = logging.getLogger("factreg.requests")

REQUEST_ID = "X-Request-Id"
# What a proxy may call a request.
_NAME = re.compile(r"[A-Za-z0-9_.-]{8,64}", re.ASCII)
ALL, ERRORS, OFF = "all", "errors", "off"


class WatchMiddleware:
    """Names each request, by what a proxy has named it or anew, and tells how it was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if _NAME.fullmatch(given) else secrets.token_hex(8)
        token, began = request_id.set(name), time.perf_counter()
        try:
            response = self.get_response(request)
            self._tell(request, response, time.perf_counter() - began)
        finally:
            request_id.reset(token)
        if response.status_code >= 500:
            # By which an operator finds it in the log. Others are the same for all readers, and kept in caches.
            response.headers[REQUEST_ID] = name
        return response

    def _tell(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        failed, route = response.status_code >= 500, route_of(request)
        count(route=route, method=request.method or "", status=response.status_code, seconds=seconds)
        if settings.LOG_REQUESTS == OFF or (settings.LOG_REQUESTS == ERRORS and not failed):
            return
        facts = {
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "client": shortened(address_of(request)),
        }
        logger.log(logging.WARNING if failed else logging.INFO, "answered", extra={"facts": facts})
