"""Sources as a claim's page names them, as HTML: a page names the same few again and again, so each is made once."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from claims.public.pages.languages import prefix
from claims.public.pages.words import Document, date_words, lang


def sources_of(claim: Document) -> dict[str, Document]:
    """What the document tells of each source: all of those that statements name, of other origins the title."""
    origins = {origin["id"]: origin for origin in claim["origins"]["origins"]}
    named = [source for said in claim["statements"] for source in (said["primary_source"], said["source"]) if source]
    return origins | {source["id"]: source for source in named}


class SourceLinks:
    """The links to sources of one page, in its language."""

    def __init__(self) -> None:
        self._prefix = prefix()
        self._named: dict[str, SafeString] = {}
        self._outside: dict[str, SafeString] = {}

    def named(self, source: Document) -> SafeString:
        """Title with a link to the source's page, publisher, date."""
        if source["id"] not in self._named:
            self._named[source["id"]] = self._name(source)
        return self._named[source["id"]]

    def outside(self, source: Document) -> SafeString:
        """Where it can be read: the original, and the archived copy."""
        if source["id"] not in self._outside:
            self._outside[source["id"]] = _outside(source)
        return self._outside[source["id"]]

    def _name(self, source: Document) -> SafeString:
        named = format_html(
            '<a href="{}/sources/{}/" lang="{}"><bdi>{}</bdi></a>',
            self._prefix,
            source["id"],
            lang(source.get("language")),
            source["title"] or source["id"],
        )
        if (publisher := source.get("publisher")) and publisher["name"]:
            named += format_html(", <bdi>{}</bdi>", publisher["name"])
        if published := date_words(source.get("published")):
            named += format_html(", {}", published)
        return named


def _outside(source: Document) -> SafeString:
    links = SafeString()
    for address, name in ((source["url"], gettext("Original")), (source["archive_url"], gettext("Archived copy"))):
        if address:
            links += format_html(' <a class="out" href="{}" rel="nofollow external">{}</a>', address, name)
    return links
