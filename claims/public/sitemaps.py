"""The sitemaps: an index, and parts by type of record, each a range of the positions of first publication.

A part is read by an index and never counted to, and holds the same records for good but for those taken down: what is
new is in the last one.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.ledger.published import Version
from claims.public import reading
from claims.public.pages.errors import not_found
from claims.public.pages.records import PAGES
from claims.public.pages.serving import serve
from factreg.http import rfc3339
from factreg.languages import prefix_of

CONTENT_TYPE = "application/xml; charset=utf-8"
# Positions to a part, so at most as many records: sitemaps.org allows 50,000 addresses, and 50 MB.
POSITIONS = 5_000
DEVELOPERS = ("/developers/", "/developers/fields/", "/developers/errors/", "/developers/verify/")
WITHOUT_RECORD = (
    *("/", "/disputes/", *(f"/{address}/" for address in PAGES), "/changes/", "/takedowns/", "/about/"),
    *DEVELOPERS,
)

_URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{}</urlset>\n'
)
_INDEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    "{}</sitemapindex>\n"
)
# From one part that has something to the next, a look into the index each.
_PARTS = """
WITH RECURSIVE part(number) AS (
    SELECT (
        SELECT first_seq / {size} FROM "{table}" WHERE to_seq IS NULL AND document IS NOT NULL
        ORDER BY first_seq LIMIT 1
    )
  UNION ALL
    SELECT (
        SELECT first_seq / {size} FROM "{table}" WHERE to_seq IS NULL AND document IS NOT NULL
        AND first_seq >= (part.number + 1) * {size} ORDER BY first_seq LIMIT 1
    ) FROM part WHERE part.number IS NOT NULL
)
SELECT number FROM part WHERE number IS NOT NULL
"""


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    def render() -> str:
        names = ["pages", *(f"{address}-{number}" for address, kind in PAGES.items() for number in parts(kind.model))]
        addresses = (f"{settings.SITE_URL}/sitemaps/{name}.xml" for name in names)
        return _INDEX.format("".join(f"<sitemap><loc>{address}</loc></sitemap>\n" for address in addresses))

    return serve(request, identity=("sitemap", reading.head()), render=render, content_type=CONTENT_TYPE)


@require_safe
def sitemap_of_pages(request: HttpRequest) -> HttpResponse:
    def render() -> str:
        return _URLSET.format("".join(_entry(path) for path in WITHOUT_RECORD))

    return serve(request, identity=("sitemap", "pages"), render=render, content_type=CONTENT_TYPE)


@require_safe
def sitemap_of_records(request: HttpRequest, address: str, number: str) -> HttpResponse:
    """What is public now of the records that were first published in a range of positions."""
    first = int(number) * POSITIONS

    def render() -> str | HttpResponse:
        versions = PAGES[address].model.objects.using("public").current()
        found = versions.filter(first_seq__gte=first, first_seq__lt=first + POSITIONS).order_by("first_seq")
        entries = [
            _entry(f"/{address}/{slug}/", rfc3339(updated)) for slug, updated in found.values_list("slug", "updated_at")
        ]
        return _URLSET.format("".join(entries)) if entries else not_found()

    identity = ("sitemap", address, first, reading.head())
    return serve(request, identity=identity, render=render, content_type=CONTENT_TYPE)


def parts(model: type[Version]) -> Iterable[int]:
    """The numbers of the parts that have something."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_PARTS.format(table=model._meta.db_table, size=POSITIONS))
        return [number for (number,) in cursor.fetchall()]


def _entry(path: str, changed: str = "") -> str:
    """A page, with the same page in every language of the interface."""
    changed = f"<lastmod>{changed}</lastmod>" if changed else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{settings.SITE_URL}{prefix_of(code)}{escape(path)}"/>'
        for code, _ in settings.LANGUAGES
    )
    return f"<url><loc>{settings.SITE_URL}{escape(path)}</loc>{changed}{others}</url>\n"
