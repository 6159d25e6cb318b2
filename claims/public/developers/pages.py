"""The developers' pages as they are served: the same for every reader until the next release."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.public.developers.errors import ERRORS, ErrorType
from claims.public.developers.fields import documents, tables
from claims.public.log_files import published_keys
from claims.public.pages import errors
from claims.public.pages.serving import rendered, serve
from factreg.problems import ERRORS_PATH, TITLES


@require_safe
def developers_page(request: HttpRequest) -> HttpResponse:
    page = {
        "title": _("For developers"),
        "description": _("How to read the registry by its API, in bulk, and as it changes."),
        "canonical": "/developers/",
    }
    limits = {"without_key": settings.RATE_LIMIT_ADDRESS, "with_key": settings.RATE_LIMIT_KEY}
    return _served(request, "developers.html", page, **limits)


@require_safe
def errors_page(request: HttpRequest) -> HttpResponse:
    page = {
        "title": _("Errors of the API"),
        "description": _("What each type of error means, and the way out of it."),
        "canonical": ERRORS_PATH,
    }
    return _served(request, "developers/errors.html", page, error_types=[_told(code) for code in TITLES])


@require_safe
def error_type_page(request: HttpRequest, code: str) -> HttpResponse:
    if code not in ERRORS:
        return errors.not_found()
    told = _told(code)
    page = {
        "title": told["title"],
        "description": ERRORS[code].meaning.replace("`", ""),
        "canonical": f"{ERRORS_PATH}{code}/",
    }
    return _served(request, "developers/error.html", page, error=told)


@require_safe
def fields_page(request: HttpRequest) -> HttpResponse:
    page = {
        "title": _("Fields and columns"),
        "description": _("What every field of every document and every column of every table means."),
        "canonical": "/developers/fields/",
    }
    return _served(request, "developers/fields.html", page, documents=documents(), tables=tables())


@require_safe
def verify_page(request: HttpRequest) -> HttpResponse:
    page = {
        "title": _("Check that the record was not changed"),
        "description": _("The public log of all that was ever published here, and how anybody can check it."),
        "canonical": "/developers/verify/",
    }
    return _served(request, "developers/verify.html", page, keys=published_keys())


def _served(request: HttpRequest, template: str, page: dict[str, Any], **context: Any) -> HttpResponse:
    def render() -> str:
        return rendered(f"public/{template}", {"section": "developers", **page}, site_url=settings.SITE_URL, **context)

    limits = (settings.RATE_LIMIT_ADDRESS, settings.RATE_LIMIT_KEY)
    return serve(request, identity=("developers", page["canonical"], limits, context.get("keys")), render=render)


def _told(code: str) -> dict[str, Any]:
    """A type of error as a page shows it."""
    error: ErrorType = ERRORS[code]
    document = error.example.document(code)
    return {
        "code": code,
        "title": TITLES[code],
        "status": document["status"],
        "meaning": _with_code(error.meaning),
        "ways_out": [_with_code(way) for way in error.ways_out],
        "again": _with_code(error.again),
        "request": f"curl {error.example.options}'{settings.SITE_URL}{error.example.path}'",
        "answer": orjson.dumps(document, option=orjson.OPT_INDENT_2).decode(),
    }


def _with_code(text: str) -> SafeString:
    """The text with what stands between backticks as code."""
    pieces = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", piece) if at % 2 else piece,) for at, piece in pieces)
    )
