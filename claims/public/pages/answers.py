"""A claim as the page of an actor lists it: with the actor's own words on it, and how others answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from claims.public.pages.rows import Row, claim_row, said_words, stance_words
from claims.public.pages.words import Document, date_words, lang, listed_apart, names
from claims.vocabulary import Capacity, Stance

Voices = Collection[str]
# Of an actor's own statements on a claim so many stand in its row.
OWN = 4


_AS_WHAT = {
    Capacity.AGENT: gettext_lazy("It is said to have acted."),
    Capacity.AFFECTED: gettext_lazy("The act is said to have affected it."),
    Capacity.OTHER: gettext_lazy("It is otherwise concerned."),
}


def position_row(claim: Document, *, voices: Voices, stance: str) -> Row:
    """A claim that the actor asserts or denies: its statements, and who stands against them."""
    standing = claim["standing"]
    said = [one for one in _own(claim, voices) if one["stance"] == stance and one["stands"]]
    denying = _others(standing["denied_by"], voices)
    if stance == Stance.ASSERTS:
        contradicting = [one for one in _others(standing["contradicted_by"], voices) if one not in denying]
        answers = [
            _answer(Stance.DENIES, _("Denied by"), denying),
            _answer("contradicted", _("Contradicted by a claim of"), contradicting),
        ]
        nobody = _("No denial of it is on record.")
    else:
        answers = [_answer(Stance.ASSERTS, _("Claimed by"), _others(standing["asserted_by"], voices))]
        nobody = _("The reports that it answers are not on record here.")
    return _row(claim, said, answers, nobody)


def about_row(claim: Document, *, voices: Voices) -> Row:
    """A claim about the actor: as what, by whom, and what it has answered, or that no answer is on record."""
    standing = claim["standing"]
    said = [one for one in _own(claim, voices) if one["stands"]]
    answers = [
        _answer(Stance.ASSERTS, _("Claimed by"), _others(standing["asserted_by"], voices)),
        _answer(Stance.DENIES, _("Denied by"), _others(standing["denied_by"], voices)),
    ]
    capacities = [about["as"] for about in claim["about"] if about["id"] in voices]
    return {
        **_row(claim, said, answers, ""),
        "as_what": [str(_AS_WHAT.get(capacity, capacity)) for capacity in dict.fromkeys(capacities)],
        "searches": [] if said else _searches(claim, voices),
        "unanswered": not said,
    }


def _row(claim: Document, said: list[Document], answers: Iterable[Row], nobody: str) -> Row:
    found = [answer for answer in answers if answer["parties"]]
    return {
        **claim_row(claim),
        "statements": [_statement(statement) for statement in said[:OWN]],
        "answers": found,
        "nobody": "" if found else nobody,
        "assessments": [
            {"organisation": one["organisation"]["name"] or one["organisation"]["id"], "rating": one["rating"]}
            for one in claim["assessments"]
        ],
    }


def _own(claim: Document, voices: Voices) -> list[Document]:
    return [statement for statement in claim["statements"] if statement["actor"]["id"] in voices]


def _others(parties: Iterable[Document], voices: Voices) -> list[Document]:
    return [party for party in parties if party["id"] not in voices]


def _answer(stance: str, title: str, parties: list[Document]) -> Row:
    return {"stance": stance, "title": title, "parties": listed_apart(names(parties)) if parties else ""}


def _statement(statement: Document) -> dict[str, Any]:
    source = statement["source"]
    return {
        "actor": statement["actor"]["name"] or statement["actor"]["id"],
        "stance": statement["stance"],
        "words": stance_words(statement),
        "when": said_words(statement),
        "quote": statement["quote"],
        "quote_lang": lang(statement["quote_language"]),
        "source": source["title"] or source["id"],
        "source_id": source["id"],
    }


def _searches(claim: Document, voices: Voices) -> list[str]:
    """Where an answer of the actor was looked for in vain."""
    found = []
    for search in claim["response_searches"]:
        if search["actor"]["id"] in voices:
            day, where = date_words(search["searched"]), search["searched_in"]
            if day and where:
                found.append(_("looked for on {date} in {place}; none found").format(date=day, place=where))
            else:
                found.append(pgettext("response search", "looked for; none found"))
    return found
