"""What the pages of actors, sources and publishers show: their document, and what refers to it.

The lists are bounded and say where the rest is found. A page asks the same number of queries however much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.public.pages import now, rows
from claims.public.pages.words import Document, capital, date_words, lang
from claims.public.reading import Snapshot
from claims.vocabulary import Stance

Context = dict[str, Any]
Link = dict[str, str]


def actor_context(actor: Document, at: Snapshot) -> Context:
    """What it and those that speak for it assert, deny and otherwise say, and what is claimed about it."""
    slug = actor["id"]
    voices = now.with_below(slug, tree="voices", of="actor", at=at)
    asserted = now.statements_of(voices, [Stance.ASSERTS], at)
    denied = now.statements_of(voices, [Stance.DENIES], at)
    others = now.statements_of(voices, [Stance.DECLINES, Stance.WITHDRAWS], at)
    about = now.claims_with([f"about:{voice}" for voice in voices], at)
    return {
        "heading": actor["name"],
        "description": f"What {actor['name']} asserts and denies, and what is claimed about it, with the sources.",
        "notes": [
            actor["role"] or "",
            capital(rows.kind_words("actor", actor["kind"])),
            actor["country"] or "",
        ],
        "aliases": [{"name": alias["name"], "lang": lang(alias["language"])} for alias in actor["aliases"]],
        "related": [
            _links("Speaks for", "actors", [actor["speaks_for"]], "name"),
            _links("Part of", "actors", [actor["part_of"]], "name"),
            _links("Publishes as", "publishers", [actor["publisher"]], "name"),
        ],
        "sections": [
            _statements("asserts", "Asserts", asserted, f"/claims/?asserted_by={slug}"),
            _statements("denies", "Denies", denied, f"/claims/?denied_by={slug}"),
            _statements("others", "Neither confirms nor denies, or takes back", others, f"/claims/?actor={slug}"),
            _claims("about", "Claims about it", about, f"/claims/?about={slug}"),
        ],
        "actions": [{"url": f"/claims/?actor={slug}", "name": "All claims on which it is on record"}],
    }


def source_context(source: Document, at: Snapshot) -> Context:
    """The claims it carries, where it comes from and what reprints it."""
    slug = source["id"]
    claims = now.claims_with([f"source:{slug}"], at)
    reprints = now.reprints_of(slug, at)
    outside = [
        {"url": address, "name": name}
        for address, name in ((source["source_url"], "Original"), (source["archive_url"], "Archived copy"))
        if address
    ]
    return {
        "heading": source["title"],
        "heading_lang": lang(source["language"]),
        "description": f"What is claimed and denied in “{source['title']}”.",
        "notes": [
            capital(rows.kind_words("source", source["kind"])),
            f"published {date_words(source['published'])}" if source["published"] else "date not stated",
            f"retrieved {source['retrieved_at'][:10]}" if source["retrieved_at"] else "",
        ],
        "outside": outside,
        "related": [
            _links("Publisher", "publishers", [source["publisher"]], "name"),
            _links("Reprints", "sources", [source["derived_from"]], "title"),
        ],
        "sections": [
            _claims("claims", "Claims stated or denied in it", claims, f"/claims/?source={slug}"),
            _section(
                "reprints",
                "Sources that reprint it",
                "plain",
                [rows.source_row(reprint) for reprint in reprints[: now.SHOWN]],
                more=f"/sources/?derived_from={slug}" if len(reprints) > now.SHOWN else "",
            ),
        ],
        "actions": [],
    }


def publisher_context(publisher: Document, at: Snapshot) -> Context:
    """Its sources, and the claims stated or denied in them."""
    slug = publisher["id"]
    sources = now.sources_of(slug, at)
    claims = now.claims_with([f"publisher:{slug}"], at)
    homepage = publisher["homepage"]
    return {
        "heading": publisher["name"],
        "description": f"Sources of {publisher['name']}, and what is claimed and denied in them.",
        "notes": [capital(rows.kind_words("publisher", publisher["kind"])), publisher["country"] or ""],
        "outside": [{"url": homepage, "name": "Homepage"}] if homepage else [],
        "related": [],
        "sections": [
            _section(
                "sources",
                "Sources",
                "plain",
                [rows.source_row(source) for source in sources[: now.SHOWN]],
                more=f"/sources/?publisher={slug}" if len(sources) > now.SHOWN else "",
            ),
            _claims("claims", "Claims stated or denied in them", claims, f"/claims/?publisher={slug}"),
        ],
        "actions": [],
    }


def _section(id_: str, title: str, kind: str, listed: Sequence[Any], *, more: str = "") -> Context:
    return {"id": id_, "title": title, "kind": kind, "rows": listed, "more": more}


def _claims(id_: str, title: str, claims: list[Document], more: str) -> Context:
    listed = [rows.claim_row(claim) for claim in claims[: now.SHOWN]]
    return _section(id_, title, "claim", listed, more=more if len(claims) > now.SHOWN else "")


def _statements(id_: str, title: str, statements: list[Document], more: str) -> Context:
    listed = [rows.statement_row(statement) for statement in statements[: now.SHOWN]]
    return _section(id_, title, "statement", listed, more=more if len(statements) > now.SHOWN else "")


def _links(label: str, address: str, references: Sequence[Document | None], word: str) -> Context:
    links: list[Link] = [
        {"url": f"/{address}/{reference['id']}/", "name": reference[word] or reference["id"]}
        for reference in references
        if reference
    ]
    return {"label": label, "links": links}
