"""The page of a source: the statements read in it, in its exact words, where it took them from, who else has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.public.pages import referring, rows
from claims.public.pages.facet_links import number_words
from claims.public.pages.language_names import language_name
from claims.public.pages.languages import here
from claims.public.pages.rows import Row, said_words, source_row, stance_words, told_of
from claims.public.pages.sections import Context, links, section, shown
from claims.public.pages.words import (
    Document,
    capital,
    date_words,
    lang,
    moment_words,
    standing_word,
)
from claims.public.reading import Snapshot

STATEMENTS = 40
OTHERS = 10

Carried = Sequence[tuple[UUID, Document]]


def source_context(source: Document, at: Snapshot) -> Context:
    """All that the page shows."""
    slug = source["id"]
    outside = ((source["source_url"], _("Original")), (source["archive_url"], _("Archived copy")))
    return {
        "heading": source["title"],
        "heading_lang": lang(source["language"]),
        "description": _("What is claimed and denied in “{source}”, in its words.").format(source=source["title"]),
        "notes": _notes(source),
        "outside": [{"url": address, "name": name} for address, name in outside if address],
        "related": [
            links(_("Publisher"), "publishers", [source["publisher"]]),
            links(_("Reprints"), "sources", [source["derived_from"]]),
        ],
        "sections": shown(_sections(slug, at)),
        "actions": [{"url": here(f"/claims/?source={slug}"), "name": _("All claims that it carries")}],
    }


def _notes(source: Document) -> list[str]:
    published, language = date_words(source["published"]), source["language"]
    known = language and language != "und"
    return [
        capital(rows.kind_words("source", source["kind"])),
        _("published {date}").format(date=published) if published else _("date not stated"),
        _("dated from {place}").format(place=source["dateline"]) if source.get("dateline") else "",
        _("in {language}").format(language=language_name(language)) if known else "",
        _("read {date}").format(date=moment_words(source["retrieved_at"])) if source["retrieved_at"] else "",
    ]


def _sections(slug: str, at: Snapshot) -> list[Context]:
    carried = referring.statements_in(slug, at, shown=STATEMENTS)
    chain = referring.taken_from(slug, at)
    others = referring.others_carrying((key for key, _said in carried), slug, at)
    most = sorted(others, key=lambda other: -others[other])[:OTHERS]
    found = referring.sources_named([*chain, *most], at)
    return [
        {
            "id": "claims",
            "title": _("What it carries"),
            "kind": "carried",
            "intro": _("Claims on which a statement was read or first made in it, with its exact words."),
            "rows": _by_claim([statement for _key, statement in carried[:STATEMENTS]], slug),
            "more": here(f"/statements/?source={slug}") if len(carried) > STATEMENTS else "",
            "empty": _("No statement in it is on record."),
        },
        section(
            "taken-from",
            _("Where it took them from"),
            "plain",
            [*_listed(chain, found), *_first_made(carried, slug)],
            source_row,
        ),
        section(
            "reprints",
            _("Sources that reprint it"),
            "plain",
            referring.reprints_of(slug, at),
            source_row,
            more=f"/sources/?derived_from={slug}",
        ),
        section(
            "others",
            _("Who else carries the same claims"),
            "plain",
            _listed(most, found),
            partial(_other_row, others=others),
            intro=_("Other sources in which statements on these claims were read."),
        ),
    ]


def _listed(slugs: Sequence[str], found: Mapping[str, Document]) -> list[Document]:
    return [found[slug] for slug in slugs if slug in found]


def _first_made(carried: Carried, slug: str) -> list[Document]:
    """The sources in which statements read here were first made."""
    named = (statement["primary_source"] for _key, statement in carried)
    return list({source["id"]: source for source in named if source and source["id"] != slug}.values())


def _other_row(source: Document, *, others: Mapping[str, int]) -> Row:
    number = others[source["id"]]
    words = ngettext("{number} of these claims", "{number} of these claims", number)
    row = source_row(source)
    return {**row, "notes": [*row["notes"], words.format(number=number_words(number))]}


def _by_claim(statements: Sequence[Document], slug: str) -> list[Row]:
    """The claims, each with what was said on it here, in the order of the first."""
    by_claim: dict[str, Row] = {}
    for statement in statements:
        claim = statement["claim"]
        row = by_claim.setdefault(claim["id"], _claim_row(claim))
        row["statements"].append(_statement(statement, slug))
    return list(by_claim.values())


def _claim_row(claim: Document) -> Row:
    return {
        "url": here(f"/claims/{claim['id']}/"),
        "heading": claim["question"] or claim["text"] or claim["id"],
        "standing_word": capital(standing_word(claim["standing"])),
        **told_of(claim),
        "statements": [],
    }


def _statement(statement: Document, slug: str) -> Row:
    """A statement as its source's page quotes it."""
    read_in, first = statement["source"], statement["primary_source"]
    elsewhere = first if read_in["id"] == slug else read_in
    return {
        "url": here(statement["url"]),
        "actor": statement["actor"]["name"] or statement["actor"]["id"],
        "actor_id": statement["actor"]["id"],
        "stance": statement["stance"],
        "words": stance_words(statement),
        "stands": statement["stands"],
        "when": said_words(statement) if statement["said"] else "",
        "quote": statement["quote"],
        "quote_lang": lang(statement["quote_language"]),
        "quote_translation": statement["quote_translation"],
        "passage": statement["passage"],
        "passage_lang": lang(statement["passage_language"]),
        "locator": statement["locator"],
        "first_here": read_in["id"] != slug,
        "elsewhere": links("", "sources", [elsewhere])["links"],
    }
