"""Pages that say what went wrong, in words that tell the reader what to do next. They ask no database."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from claims.public.blocking import FOR_LEGAL_REASONS, GONE, headers_for
from claims.public.pages.serving import rendered
from factreg.http import BRIEFLY
from factreg.problems import add_headers
from factreg.purging import HEADER, keys

_NOT_INDEXED = "noindex, follow"


def error_page(status: int, title: str, sentences: list[str], **context: Any) -> HttpResponse:
    """A page for a status that is not 200. Shared caches keep what is not there as briefly as what is, and no other.

    So an address that everybody asks for costs no more once its record is taken down.
    """
    page = {"title": title, "description": title, "robots": _NOT_INDEXED}
    html = rendered("public/error.html", page, status=status, sentences=sentences, **context)
    brief = status in (404, GONE, FOR_LEGAL_REASONS)
    kept = {"Cache-Control": BRIEFLY, HEADER: keys()} if brief else {"Cache-Control": "no-store"}
    return HttpResponse(html, status=status, headers=kept)


def malformed(path: str, detail: str) -> HttpResponse:
    """400, for a parameter that can't be read; `detail` names it, in the words of the API."""
    links = [{"url": path, "name": _("This page without any filter")}]
    sentences = [_("Take it out of the address, or begin again from the list.")]
    return error_page(400, _("This address can't be read"), sentences, detail=detail, links=links)


def not_found() -> HttpResponse:
    """404: nothing was ever public at the address."""
    sentences = [
        _("There is no page at this address."),
        _("Records keep their addresses for good, so the address may have been copied wrongly."),
    ]
    return error_page(404, _("Not found"), sentences)


def gone(*, sentences: list[str], links: list[dict[str, str]], status: int = GONE) -> HttpResponse:
    """410, for a record that was public and is not any more; 451 where a law or an order took it down."""
    title = _("Unavailable for legal reasons") if status == FOR_LEGAL_REASONS else _("No longer public")
    response = error_page(status, title, sentences, links=links)
    add_headers(response, headers_for(status))
    return response


# What the project's urls.py names as its handlers.


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(400, _("This address can't be read"), [_("Something in it is not as it should be.")])


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found()


def handler500(request: HttpRequest) -> HttpResponse:
    title = _("This page could not be made")
    sentences = [_("Something went wrong on our side. It has been noted."), _("Please try again in a moment.")]
    try:
        return error_page(500, title, sentences)
    except Exception:  # noqa: BLE001 - whatever is broken may break this page too, and then hide what it was
        plain = "\n".join([title, *sentences, ""])
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(plain, status=500, content_type="text/plain; charset=utf-8", headers=headers)
