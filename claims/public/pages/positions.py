"""The positions on a claim: its statements by stance, each with whose word it is, its exact words and where they stand.

Pure. Stances stand in one fixed order, statements within one in the document's; nothing is ordered by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from claims.public.pages.language_names import language_name
from claims.public.pages.source_links import SourceLinks, sources_of
from claims.public.pages.words import (
    Document,
    date_words,
    elements_words,
    label_of,
    lang,
    listed_apart,
    names,
)
from claims.vocabulary import Stance, StandingValue, Wording
from sources.vocabulary import SourceKind

Sources = Mapping[str, Document]

# Both of the first two always stand on the page, so that a missing denial is as plain to see as a denial.
_SIDES = [
    (Stance.ASSERTS, gettext_lazy("Asserted")),
    (Stance.DENIES, gettext_lazy("Denied")),
    (Stance.DECLINES, gettext_lazy("Neither confirmed nor denied")),
    (Stance.WITHDRAWS, gettext_lazy("Taken back")),
]
_ALWAYS = (Stance.ASSERTS, Stance.DENIES)
# With more parties than these on any side, the positions in brief are names alone, for all sides alike.
MOST_IN_BRIEF = 3


def sides(claim: Document) -> list[dict[str, Any]]:
    """The statements by stance. A side nobody takes says so if it is asserting or denying, else is left out."""
    by_stance: dict[str, list[Document]] = {stance: [] for stance, _ in _SIDES}
    for statement in claim["statements"]:
        by_stance.setdefault(statement["stance"], []).append(statement)
    changes, links = Changes(claim["statements"]), SourceLinks()
    sources = sources_of(claim)
    found = [
        {
            "stance": str(stance),
            "title": str(title),
            "statements": [_statement(statement, changes, links, sources) for statement in by_stance[stance]],
            "parties": _parties(by_stance[stance]),
            "brief": _in_brief(by_stance[stance]),
            "empty": _nobody(stance, claim),
        }
        for stance, title in _SIDES
        if by_stance[stance] or stance in _ALWAYS
    ]
    if any(len(side["brief"]) > MOST_IN_BRIEF for side in found):
        for side in found:
            side["brief"] = []
    return found


def _heard(statements: Sequence[Document]) -> Sequence[Document]:
    """Those that stand; all, where none stands any more."""
    return [statement for statement in statements if statement["stands"]] or statements


def _parties(statements: Sequence[Document]) -> SafeString:
    """The parties whose statements stand, each once; of all, where none stands any more."""
    return listed_apart(list(dict.fromkeys(names(statement["party"] for statement in _heard(statements)))))


def _in_brief(statements: Sequence[Document]) -> list[dict[str, str]]:
    """How each party's latest word is known: who spoke, in what it was first made or read, when."""
    latest = {statement["party"]["id"]: statement for statement in _heard(statements)}
    return [
        {
            "speaker": _name(statement["actor"]),
            "where": label_of(SourceKind, (statement["primary_source"] or statement["source"])["kind"]),
            "when": date_words(statement["said"] or statement["source"]["published"]),
        }
        for statement in latest.values()
    ]


def _name(reference: Document) -> str:
    return str(reference["name"] or reference["id"])


def _nobody(stance: Stance, claim: Document) -> list[str]:
    """The sentences of a side on which nobody stands."""
    standing = claim["standing"]
    if stance == Stance.ASSERTS:
        return [gettext("No one on record asserts it.")]
    sentences = [gettext("No one on record denies it.")]
    if rivals := names(standing["contradicted_by"]):
        sentences.append(format_html(gettext("A claim of {parties} contradicts it."), parties=listed_apart(rivals)))
    if standing["value"] == StandingValue.ASSERTED and not claim["response_searches"]:
        sentences.append(gettext("No response has been looked for."))
    asked = gettext("A response of {actor} was looked for; none found.")
    actors = [format_html("<bdi>{}</bdi>", _name(search["actor"])) for search in claim["response_searches"]]
    return sentences + [format_html(asked, actor=actor) for actor in actors]


def _statement(statement: Document, changes: Changes, links: SourceLinks, sources: Sources) -> dict[str, Any]:
    actor, party = statement["actor"], statement["party"]
    source, first = statement["source"], statement["primary_source"]
    said = date_words(statement["said"])
    published = date_words(source["published"])
    return {
        "number": statement["number"],
        "party": _name(party),
        "party_id": party["id"],
        "actor": _name(actor) if actor["id"] != party["id"] else "",
        "actor_id": actor["id"],
        "role": actor["role"],
        "elements": elements_words(statement["elements"]),
        "stands": statement["stands"],
        "replaced_by": changes.replaced_by(statement),
        "replaces": changes.replaces(statement),
        "order_unknown": statement["order_unknown"],
        "quote": statement["quote"],
        "quote_lang": lang(statement["quote_language"]),
        "quote_note": statement["quote"] and _language(statement["quote_language"], statement["quote_wording"]),
        "quote_translation": statement["quote_translation"],
        "passage": statement["passage"],
        "passage_lang": lang(statement["passage_language"]),
        "passage_note": statement["passage"] and _language(statement["passage_language"], None),
        "passage_translation": statement["passage_translation"],
        "when_label": gettext("Said") if said or not published else gettext("Reported"),
        "when": said or published or gettext("date not stated"),
        "source": source,
        "source_lang": lang(source["language"]),
        "read_in": links.named(source),
        "locator": statement["locator"] and gettext("(at {place})").format(place=statement["locator"]),
        "outside": links.outside(source),
        "first": links.named(first) + links.outside(first) if first else "",
        "origin": _origin(statement, links, sources),
    }


def _origin(statement: Document, links: SourceLinks, sources: Sources) -> SafeString | str:
    """The source at the root of what its source reprints, where nothing tells where it was first made."""
    origin = statement["origin"]
    if statement["primary_source"] or origin == statement["source"]["id"]:
        return ""
    return links.named(sources.get(origin, {"id": origin, "title": None}))


def _language(language: str | None, wording: str | None) -> str:
    """In which language the words are, and whether they are the speaker's own or the source's rendering of them."""
    named = language_name(language)
    if wording == Wording.AS_RELAYED:
        if named:
            return gettext("In {language}, as the source relays them").format(language=named)
        return gettext("Words as the source relays them")
    if not named:
        return ""
    if wording == Wording.ORIGINAL:
        return gettext("Original words, in {language}").format(language=named)
    return gettext("In {language}").format(language=named)


class Changes:
    """Which statement took another's place. The document says which no longer stand; what replaced them is the next
    statement on the same elements, with another stance, of that actor or of the party that it speaks for.
    """

    def __init__(self, statements: Sequence[Document]) -> None:
        self._later: dict[int, Document] = {}
        self._earlier: dict[int, list[Document]] = {}
        for place, statement in enumerate(statements):
            if not statement["stands"] and (later := _replacement(statement, statements[place + 1 :])):
                self._later[statement["number"]] = later
                self._earlier.setdefault(later["number"], []).append(statement)

    def replaced_by(self, statement: Document) -> dict[str, Any] | None:
        later = self._later.get(statement["number"])
        return _brief(later) if later else None

    def replaces(self, statement: Document) -> list[dict[str, Any]]:
        return [_brief(earlier) for earlier in self._earlier.get(statement["number"], ())]


def _replacement(statement: Document, later: Sequence[Document]) -> Document | None:
    speakers = (statement["actor"]["id"], statement["party"]["id"])
    candidates = [
        other for other in later if other["stance"] != statement["stance"] and _same_elements(other, statement)
    ]
    of_its_own = (other for other in candidates if other["actor"]["id"] in speakers)
    of_its_party = (other for other in candidates if other["party"]["id"] == statement["party"]["id"])
    return next(of_its_own, None) or next(of_its_party, None)


def _same_elements(one: Document, other: Document) -> bool:
    if not one["elements"] or not other["elements"]:
        return True
    return not set(one["elements"]).isdisjoint(other["elements"])


def _brief(statement: Document) -> dict[str, Any]:
    """A statement in a line: who, what it does to the claim, when."""
    return {
        "number": statement["number"],
        "actor": _name(statement["actor"]),
        "stance": label_of(Stance, statement["stance"]),
        "when": date_words(statement["said"] or statement["source"]["published"]),
    }
