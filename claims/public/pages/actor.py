"""The page of an actor: what it says through all who speak for it, who answers it, and what is claimed about it.

The same sections in the same order for every actor. Each is bounded and leads to the whole list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims.public import facet_counts
from claims.public.facet_counts import Counted
from claims.public.lists import Listing
from claims.public.pages import now, referring, rows
from claims.public.pages.answers import about_row, position_row
from claims.public.pages.facet_links import at_least, number_words
from claims.public.pages.languages import here
from claims.public.pages.names import Names
from claims.public.pages.sections import Context, links, section, shown
from claims.public.pages.words import Document, capital, label_of, lang
from claims.public.reading import Snapshot
from claims.public.resources import RESOURCES
from claims.vocabulary import Stance
from factreg.problems import Problem

VOICES = 50
OTHERS = 12


def actor_context(actor: Document, at: Snapshot) -> Context:
    """All that the page shows."""
    slug, name = actor["id"], actor["name"]
    voices = now.with_below(slug, tree="voices", of="actor", at=at)
    return {
        "heading": name,
        "description": _("What {actor} asserts and denies, who denies it, and what is claimed about it.").format(
            actor=name
        ),
        "notes": [actor["role"] or "", capital(rows.kind_words("actor", actor["kind"])), actor["country"] or ""],
        "aliases": [{"name": alias["name"], "lang": lang(alias["language"])} for alias in actor["aliases"]],
        "related": [
            links(_("Speaks for"), "actors", _spoken_for(actor)),
            links(_("Part of"), "actors", [actor["part_of"]]),
            links(_("Reports as"), "publishers", [actor["publisher"]]),
        ],
        "sections": shown(_sections(slug, voices, at)),
        "actions": [{"url": here(f"/claims/?actor={slug}"), "name": _("All claims on which it is on record")}],
    }


def _spoken_for(actor: Document) -> list[Document]:
    """Whose word it is, directly and in the end."""
    above = [actor["speaks_for"], actor["party"]]
    return list({one["id"]: one for one in above if one and one["id"] != actor["id"]}.values())


def _sections(slug: str, voices: Sequence[str], at: Snapshot) -> list[Context]:
    own = frozenset(voices)
    asserted = referring.claims_by("asserted_by", voices, at)
    denied = referring.claims_by("denied_by", voices, at)
    about = referring.claims_about(voices, at)
    return [
        section(
            "asserts",
            _("What it asserts"),
            "position",
            asserted,
            partial(position_row, voices=own, stance=Stance.ASSERTS),
            more=f"/claims/?asserted_by={slug}",
            empty=_("No assertion of it that stands is on record."),
        ),
        section(
            "denies",
            _("What it denies"),
            "position",
            denied,
            partial(position_row, voices=own, stance=Stance.DENIES),
            more=f"/claims/?denied_by={slug}",
            empty=_("No denial of it that stands is on record."),
        ),
        section(
            "about",
            _("What is claimed about it"),
            "position",
            about,
            partial(about_row, voices=own),
            more=f"/claims/?about={slug}",
            intro=_("Each with what it has answered, as far as that is on record."),
            empty=_("No claim about it is on record."),
        ),
        _across(slug, at),
        section(
            "changed",
            _("What it left open, took back or replaced"),
            "statement",
            referring.given_up(voices, at),
            rows.statement_row,
            more=f"/statements/?actor={slug}",
        ),
        _voices(slug, voices, at),
        section(
            "parts",
            _("What is part of it"),
            "plain",
            referring.members_of(slug, at),
            rows.actor_row,
            more=f"/actors/?part_of={slug}",
        ),
    ]


def _across(slug: str, at: Snapshot) -> Context:
    """With whom it is at odds: parties by the number of claims, each number a link to these."""
    asked: Mapping[str, tuple[str, str]] = {
        "denied_by": ("asserted_by", _("Deny what it asserts")),
        "asserted_by": ("denied_by", _("Assert what it denies")),
    }
    found = {facet: _parties(facet, own, slug, at) for facet, (own, _title) in asked.items()}
    names = Names.of({"actor": {one.value for values, _exact in found.values() for one in values}}, at)
    groups = [
        {
            "title": title,
            "links": [
                {
                    "name": names.name("actor", one.value),
                    "number": number_words(one.rows) if found[facet][1] else at_least(one.rows),
                    "url": here(f"/claims/?{own}={slug}&{facet}={one.value}"),
                }
                for one in found[facet][0]
            ],
        }
        for facet, (own, title) in asked.items()
    ]
    return {
        "id": "across",
        "title": _("Who contradicts it"),
        "kind": "across",
        "intro": _("The number of claims, each number with the way to them. It says nothing of who is right."),
        "rows": [group for group in groups if group["links"]],
        "more": "",
        "empty": "",
    }


def _parties(facet: str, own: str, slug: str, at: Snapshot) -> tuple[list[Counted], bool]:
    """The parties on the other side of its claims; and whether their numbers are exact."""
    try:
        listing = Listing.read(RESOURCES["claims"], {own: [slug]}, at=at)
    except Problem:
        # The preview of an actor that was never public: no filter knows it yet.
        return [], True
    counted = facet_counts.counts(listing, only=(facet,))
    return [one for one in counted.values[facet] if one.value != slug][:OTHERS], counted.exact


def _voices(slug: str, voices: Sequence[str], at: Snapshot) -> Context:
    """Its own voice and those that speak for it, with how many statements each has made."""
    counted = referring.stances_by_voice(voices, at)
    exact = sum(counted.values()) < referring.LOOKED_AT
    actors = referring.actors_named(voices, at, shown=VOICES)
    listed = [
        {
            "name": actor["name"],
            "role": actor["role"] or "",
            "url": here(f"/actors/{actor['id']}/") if actor["id"] != slug else "",
            "numbers": [
                _number(counted.get((actor["id"], stance), 0), actor["id"], stance, exact) for stance in Stance
            ],
        }
        for actor in actors[:VOICES]
    ]
    return {
        "id": "voices",
        "title": _("Who speaks for it"),
        "kind": "voices",
        "intro": _("Whose word counts as its own, with the number of their statements."),
        "columns": [capital(label_of(Stance, stance)) for stance in Stance],
        "rows": listed if len(listed) > 1 else [],
        "more": here(f"/actors/?speaks_for={slug}") if len(actors) > VOICES else "",
        "empty": "",
    }


def _number(number: int, actor: str, stance: str, exact: bool) -> dict[str, Any]:
    words = number_words(number) if exact else at_least(number)
    url = here(f"/statements/?actor={actor}&stance={stance}")
    return {"words": words, "url": url} if number else {"words": pgettext("number", "none"), "url": ""}
