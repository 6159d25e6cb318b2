"""How a page is sent: rendered once for what it shows, kept in the process, and answered conditionally.

A page is named by its identity: what decides its content (a record's key and version; a list's position and query).
Identity, release, language and encoding make its ETag, so that a 304 and a second answer need no template.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import get_language, get_language_bidi

from claims.public.heads import head_of, locale, other_locales
from claims.public.pages.known import Asked, earlier_time, in_its_time, showing
from claims.public.pages.languages import here, in_all_languages, prefix
from factreg.http import BRIEFLY, compress, encoding_for, etag, is_current, not_modified
from factreg.purging import HEADER, keys

CONTENT_TYPE = "text/html; charset=utf-8"
KEPT_BYTES = 32 * 1024 * 1024

_PUBLIC = Path(__file__).resolve().parent.parent


def _digest() -> str:
    """A digest of all that makes pages of documents: another one after every change of it."""
    digest = sha256()
    for path in sorted(_PUBLIC.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".svg", ".js", ".mo"}:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


_SOURCES = _digest()


class RenderedPages:
    """The pages served last as sent, by ETag, within a number of bytes. A page is never changed, only dropped."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.kept = 0
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        with self._lock:
            if (page := self._pages.get(name)) is not None:
                self._pages.move_to_end(name)
            return page

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.kept = 0

    def keep(self, name: str, page: bytes) -> None:
        with self._lock:
            if name in self._pages or len(page) > self.size:
                return
            self._pages[name] = page
            self.kept += len(page)
            while self.kept > self.size:
                _, dropped = self._pages.popitem(last=False)
                self.kept -= len(dropped)


rendered_pages = RenderedPages(KEPT_BYTES)


def serve(
    request: HttpRequest,
    *,
    identity: tuple[object, ...],
    render: Callable[[], str | bytes | HttpResponse],
    content_type: str = CONTENT_TYPE,
    asked: Asked | None = None,
    record: str = "",
) -> HttpResponse:
    """The page of that identity: 304 if the reader has it, else as kept, else as `render` makes it now.

    `render` may answer with a response of its own where the page turns out not to be there; that is not kept.
    `asked`: the time that the page shows, for its banner and links (known.py). `record`, such as `claim/su-25-downing`:
    the page changes by entries on that record alone, not by any other (factreg/purging.py).
    """
    # An image is compressed already.
    encoding = "" if content_type.startswith("image/") else encoding_for(request)
    tag = etag(_SOURCES, settings.SITE_URL, get_language(), *identity, encoding=encoding)
    if is_current(request, tag):
        return not_modified(tag, record=record)
    page = rendered_pages.get(tag)
    if page is None:
        with showing(asked):
            made = render()
        if isinstance(made, HttpResponse):
            return made
        made = made.encode() if isinstance(made, str) else made
        page = compress(made, encoding) if encoding else made
        rendered_pages.keep(tag, page)
    headers = {"ETag": tag, "Cache-Control": BRIEFLY, "Vary": "Accept-Encoding", HEADER: keys(record)}
    if content_type == CONTENT_TYPE:
        headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    if encoding:
        headers["Content-Encoding"] = encoding
    return HttpResponse(page, content_type=content_type, headers=headers)


def rendered(template: str, page: dict[str, Any], **context: Any) -> str:
    """A template's text. `page` holds the title and what else the head of a page needs; no request is in it.

    `canonical` is the page's path without a language; the other languages follow from it. A page of an earlier time
    says so, keeps its links in that time, and is not indexed; its canonical address is that of the present.
    """
    head = {"robots": "index, follow", "canonical": "", "json": "", "section": "", **page}
    # A page without an address of its own, as of an error, shows no time.
    earlier = earlier_time() if head["canonical"] else None
    if earlier:
        head |= {"robots": "noindex, follow", "known": earlier, "present": here(head["canonical"])}
        head |= {"image": "", "data": ""}
    head["languages"] = in_all_languages(head["canonical"] or "/")
    head["address"] = settings.SITE_URL + here(head["canonical"]) if head["canonical"] else ""
    head |= {
        "sharing": head_of("" if earlier else head["canonical"]),
        "locale": locale(),
        "other_locales": other_locales(),
    }
    site = {
        "url": settings.SITE_URL,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "prefix": prefix(),
        "workbench": f"{settings.ADMIN_URL}/admin/",
    }
    html = get_template(template).render({"site": site, "page": head, **context})
    return in_its_time(html, earlier.as_of) if earlier else html
