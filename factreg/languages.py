"""The language of a page, told by the first part of its address alone: no cookie and no header changes what is sent.

So a shared cache keeps each page once, and a link shows everybody the same words. Addresses without such a part are
in LANGUAGE_CODE.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation


def prefix_of(language: str) -> str:
    """What addresses in a language begin with: nothing for the default one, `/tr`, `/ar`."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def language_of(path: str) -> str:
    """The language that an address asks for.

    >>> language_of("/tr/claims/")
    'tr'
    """
    first = path.removeprefix("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) and prefix_of(first) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Answers each request in the language of its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request.path_info)):
            return self.get_response(request)
