"""How a page is sent: rendered once for what it shows, kept in the process, and answered conditionally.

A page is named by its identity: what decides its content (a record's key and version; a list's position and query).
Identity, release, language and encoding make its ETag, so that a 304 and a second answer need no template.
"""

from __future__ import annotations

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
from factreg.kept import Kept
from factreg.purging import HEADER, keys

CONTENT_TYPE = "text/html; charset=utf-8"

_PUBLIC = Path(__file__).resolve().parent.parent


def _digest() -> str:
    """A digest of all that makes pages of documents: another one after every change of it."""
    digest = sha256()
    for path in sorted(_PUBLIC.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".svg", ".js", ".mo"}:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


_SOURCES = _digest()


# The pages served last as sent, by ETag.
rendered_pages: Kept[bytes] = Kept()


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
        rendered_pages.keep(tag, page, size=len(page))
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
