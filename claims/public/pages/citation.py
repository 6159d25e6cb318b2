"""How a claim's page is cited: APA, BibTeX and CSL-JSON of one version, at an address that always shows that version.

Pure. Each names the parties, never the bare assertion, and is dated by the ledger, not by when somebody looked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import override

from claims.public.pages.words import Document, attribution_of

SITE = "factreg"
_MONTHS = (
    ("January", "jan"),
    ("February", "feb"),
    ("March", "mar"),
    ("April", "apr"),
    ("May", "may"),
    ("June", "jun"),
    ("July", "jul"),
    ("August", "aug"),
    ("September", "sep"),
    ("October", "oct"),
    ("November", "nov"),
    ("December", "dec"),
)
_SPECIAL = re.compile(r"[\\{}#$%&_~^]")
_IN_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: one version of a claim's page, in the words of the record, which are not translated."""

    slug: str
    version: int
    title: str
    language: str
    year: int
    month: int
    day: int
    url: str

    @property
    def key(self) -> str:
        return f"{SITE}-{self.slug}-v{self.version}"

    def apa(self) -> str:
        date = f"{self.year}, {_MONTHS[self.month - 1][0]} {self.day}"
        return f"{SITE}. ({date}). {self.title.removesuffix('.')} (Version {self.version}). {self.url}"

    def bibtex(self) -> str:
        fields = {
            "author": f"{{{SITE}}}",
            "title": f"{{{_tex(self.title)}}}",
            "year": str(self.year),
            "month": _MONTHS[self.month - 1][1],
            "day": str(self.day),
            "note": f"Version {self.version}",
            "url": self.url,
            "language": self.language,
        }
        # The names of months are macros of BibTeX.
        values = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
        lines = [f"  {name} = {value},\n" for name, value in values.items()]
        return f"@misc{{{self.key},\n{''.join(lines)}}}\n"

    def csl(self) -> str:
        item: dict[str, Any] = {
            "id": self.key,
            "type": "webpage",
            "author": [{"literal": SITE}],
            "title": self.title,
            "container-title": SITE,
            "issued": {"date-parts": [[self.year, self.month, self.day]]},
            "version": str(self.version),
            "URL": self.url,
            "language": self.language,
        }
        cited = {name: value for name, value in item.items() if value}
        return orjson.dumps([cited], option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def citation_of(claim: Document, *, site_url: str) -> Citation:
    """Of a claim's document. The date is that of the last change that somebody made to it (`updated_at`)."""
    year, month, day = (int(part) for part in claim["updated_at"][:10].split("-"))
    with override("en"):  # as the label is stored
        named = attribution_of(claim).removesuffix(".")
    return Citation(
        slug=claim["id"],
        version=claim["version"],
        title=f"{named} — {claim['question'] or claim['text']}",
        language="" if claim["language"] == "und" else claim["language"] or "",
        year=year,
        month=month,
        day=day,
        url=f"{site_url}/claims/{claim['id']}/versions/{claim['version']}/",
    )


def _tex(text: str) -> str:
    """The text as LaTeX would print it; letters of every script are left as they are."""
    return _SPECIAL.sub(lambda found: _IN_TEX.get(found[0]) or f"\\{found[0]}", text)
