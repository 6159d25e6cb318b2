"""What the middleware of others costs public requests, avoided: sessions, log-ins and messages run
under /admin/ alone, and the Content-Security-Policy is written once.

Which policy, and the other security headers, are settings.
"""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADMIN = "/admin/"


class PolicyMiddleware(CSPMiddleware):
    """Sends the policy of the settings as it stands; composing it anew took a third of a request.

    A view that changes it with csp's decorators gets it composed. There are no nonces.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        # In one order, whichever process answers.
        self.policy = "; ".join(sorted(build_policy().split("; ")))

    def process_request(self, request: HttpRequest) -> None:
        pass

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in settings.FURTHER_HEADERS.items():
            response.headers.setdefault(name, value)
        if any(name.startswith("_csp_") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class UnderAdmin:
    """Passes public requests by: they need no cookie, and the lists are served from this path."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(ADMIN):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)  # type: ignore[attr-defined]


class AdminSessionMiddleware(UnderAdmin, SessionMiddleware):
    pass


class AdminAuthenticationMiddleware(UnderAdmin, AuthenticationMiddleware):
    pass


class _MessageCookie(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """Django's, whose cookie has the name of the settings."""

    storage_classes = (_MessageCookie, SessionStorage)


class AdminMessageMiddleware(UnderAdmin, MessageMiddleware):
    pass
