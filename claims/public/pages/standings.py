"""A claim's standing in the reader's language, worded anew from what its document holds beside the stored label.

Pure. The stored label is the record: a wording that does not agree with it, letter by letter in English, is not used.
The rule itself, and the English words, are in claims/rules/labels.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, override, pgettext

from claims.public.pages.words import (
    Document,
    attribution_of,
    capital,
    date_words,
    elements_words,
    listed,
    listed_apart,
    when_words,
)
from claims.rules.origins import as_of
from claims.vocabulary import Element, Stance, StandingValue

Reference = Mapping[str, Any]
Listing = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Words:
    """A standing in words. `lede` is who claims, denies and contradicts; `rest` how far the reading went.

    `language` is empty where the words are in the language of the page, and `en` where they are the stored label.
    """

    lede: str
    rest: str
    lede_html: str
    rest_html: str
    language: str = ""

    @property
    def whole(self) -> str:
        return f"{self.lede}. {self.rest}" if self.rest else self.lede


def title_of(claim: Document, words: Words | None = None) -> str:
    """A claim's title: who claims and denies it, then what. Never the bare assertion.

    `words`: its standing's, where they have been found already.
    """
    return f"{(words or standing_words(claim)).lede} — {claim['question'] or claim['text']}"


def standing_words(claim: Document) -> Words:
    """The label of a claim's standing, told in the language that is active."""
    facts = _Facts(claim)
    label = str(claim["standing"]["label"])
    with override("en"):
        lede, *more = _sentences(facts, listed)
        if _joined(lede, more) != label:
            return _stored(claim, label)
    if get_language() != "en":
        lede, *more = _sentences(facts, listed)
    lede_html, *more_html = _sentences(facts, listed_apart)
    return Words(lede, _text(more), mark_safe(lede_html), mark_safe(_text(more_html)))  # noqa: S308 - of escaped parts


def _stored(claim: Document, label: str) -> Words:
    with override("en"):
        lede = attribution_of(claim).removesuffix(".")
    rest = label[len(lede) :].lstrip(". ") if label.startswith(lede) else ""
    return Words(lede, rest, lede, rest, language="en")


def _joined(lede: str, more: Sequence[str]) -> str:
    return _text([lede, *more]) if more else lede


def _text(sentences: Iterable[str]) -> str:
    end = pgettext("end of a sentence", "{sentence}.")
    return " ".join(end.format(sentence=sentence) for sentence in sentences)


class _Facts:
    """Who stands where, each list in the document's order."""

    def __init__(self, claim: Document) -> None:
        standing = claim["standing"]
        self.claim = claim
        self.value = standing["value"]
        self.elements: list[str] = standing["elements"]
        self.asserted: list[Reference] = standing["asserted_by"]
        self.denied: list[Reference] = standing["denied_by"]
        self.rivals: list[Reference] = standing["contradicted_by"]
        self.characterised: list[Reference] = standing["differently_characterised_by"]
        self.withdrawn: list[Reference] = standing["withdrawn_by"]
        self.read = standing["sources_read"]
        self.searches: list[Document] = claim["response_searches"]
        against = _ids([*self.denied, *self.rivals])
        self.inconsistent = [party for party in self.asserted if party["id"] in against]

    def said(self, stance: Stance) -> list[Document]:
        return [said for said in self.claim["statements"] if said["stance"] == stance]

    @property
    def opposing(self) -> list[Reference]:
        """The parties that deny what another party asserts."""
        return [party for party in self.denied if self._asserted_by_another(party)]

    @property
    def contradicting(self) -> list[Reference]:
        """The parties that do not deny it, and assert a claim that contradicts what another party asserts."""
        denying = _ids(self.opposing)
        return [party for party in self.rivals if party["id"] not in denying and self._asserted_by_another(party)]

    def _asserted_by_another(self, party: Reference) -> bool:
        return any(other["id"] != party["id"] for other in self.asserted)

    @property
    def declined(self) -> list[Reference]:
        return _each_once(said["party"] for said in self.said(Stance.DECLINES) if said["stands"])

    @property
    def accepted(self) -> list[Reference]:
        """The parties that assert what they had denied."""
        denied_once = _ids(said["party"] for said in self.said(Stance.DENIES) if not said["stands"])
        return [party for party in self.asserted if party["id"] in denied_once]

    @property
    def formerly_asserted(self) -> list[Reference]:
        """Where no assertion stands: whose did."""
        return _each_once(said["party"] for said in self.said(Stance.ASSERTS) if not said["elements"])

    @property
    def withdrawn_elements(self) -> list[str]:
        """What was taken back, if not all of it."""
        taken = [said["elements"] for said in self.said(Stance.WITHDRAWS)]
        named = {element for elements in taken for element in elements}
        whole = not all(taken) or named >= set(Element.values)
        return [] if whole else [element for element in Element.values if element in named]


def _ids(references: Iterable[Reference]) -> set[str]:
    return {reference["id"] for reference in references}


def _each_once(references: Iterable[Reference]) -> list[Reference]:
    return list({reference["id"]: reference for reference in references}.values())


def _names(references: Iterable[Reference]) -> list[str]:
    return [reference["name"] or gettext("an actor not on record here") for reference in references]


def _sentences(facts: _Facts, told: Listing) -> list[str]:
    """The label's sentences, without their ends; `told` makes a text of a list of names."""
    sentences = [_first(facts, told)]
    if facts.value == StandingValue.ASSERTED:
        sentences += [_reading(facts.read), *_searches(facts, told)]
    if facts.value == StandingValue.DISPUTED and facts.inconsistent:
        sentences.append(_different_accounts(facts, told))
    if declined := facts.declined:
        named = told(_names(declined))
        sentences.append(gettext("Neither confirmed nor denied by {parties}").format(parties=named))
    if facts.characterised:
        named = told(_names(facts.characterised))
        sentences.append(gettext("Characterised differently by {parties}").format(parties=named))
    return sentences


def _first(facts: _Facts, told: Listing) -> str:
    match facts.value:
        case StandingValue.DISPUTED:
            return _disputed(facts, told)
        case StandingValue.INCONSISTENT:
            return _different_accounts(facts, told, elements=[] if facts.rivals else facts.elements)
        case StandingValue.ACCEPTED:
            return _accepted(facts, told)
        case StandingValue.WITHDRAWN:
            return _withdrawn(facts, told)
        case StandingValue.DENIED:
            return _denied(facts, told)
        case StandingValue.ASSERTED:
            return gettext("Claimed by {claimed}").format(claimed=told(_names(facts.asserted)))
        case _:
            return gettext("No one on record asserts or denies it")


def _disputed(facts: _Facts, told: Listing) -> str:
    opposing, contradicting = facts.opposing, facts.contradicting
    one_or_more = len(contradicting)
    if opposing and contradicting and facts.elements:
        pattern = ngettext(
            "Claimed by {claimed}; denied by {denied} as to {elements}; contradicted by a claim of {rivals}",
            "Claimed by {claimed}; denied by {denied} as to {elements}; contradicted by claims of {rivals}",
            one_or_more,
        )
    elif opposing and contradicting:
        pattern = ngettext(
            "Claimed by {claimed}; denied by {denied}; contradicted by a claim of {rivals}",
            "Claimed by {claimed}; denied by {denied}; contradicted by claims of {rivals}",
            one_or_more,
        )
    elif contradicting:
        pattern = ngettext(
            "Claimed by {claimed}; contradicted by a claim of {rivals}",
            "Claimed by {claimed}; contradicted by claims of {rivals}",
            one_or_more,
        )
    elif facts.elements:
        pattern = gettext("{elements} disputed: claimed by {claimed}; denied by {denied}")
    else:
        pattern = gettext("Claimed by {claimed}; denied by {denied}")
    elements = elements_words(facts.elements)
    return pattern.format(
        claimed=told(_names(facts.asserted)),
        denied=told(_names(opposing)),
        rivals=told(_names(contradicting)),
        elements=capital(elements) if pattern.startswith("{elements}") else elements,
    )


def _different_accounts(facts: _Facts, told: Listing, elements: Sequence[str] = ()) -> str:
    number = len(facts.inconsistent)
    if elements:
        pattern = ngettext(
            "{parties} has given different accounts as to {elements}",
            "{parties} have each given different accounts as to {elements}",
            number,
        )
    else:
        pattern = ngettext(
            "{parties} has given different accounts", "{parties} have each given different accounts", number
        )
    return pattern.format(parties=told(_names(facts.inconsistent)), elements=elements_words(elements))


def _accepted(facts: _Facts, told: Listing) -> str:
    accepted = facts.accepted
    others = [party for party in facts.asserted if party["id"] not in _ids(accepted)]
    if others:
        pattern = gettext("First denied, later asserted by {accepted}; claimed by {claimed}")
    else:
        pattern = gettext("First denied, later asserted by {accepted}")
    return pattern.format(accepted=told(_names(accepted)), claimed=told(_names(others)))


def _withdrawn(facts: _Facts, told: Listing) -> str:
    withdrawn = facts.withdrawn_elements
    if withdrawn and facts.denied and facts.elements:
        pattern = gettext("Withdrawn by {withdrawn} as to {taken_back}; denied by {denied} as to {elements}")
    elif withdrawn and facts.denied:
        pattern = gettext("Withdrawn by {withdrawn} as to {taken_back}; denied by {denied}")
    elif withdrawn:
        pattern = gettext("Withdrawn by {withdrawn} as to {taken_back}")
    elif facts.denied and facts.elements:
        pattern = gettext("Withdrawn by {withdrawn}; denied by {denied} as to {elements}")
    elif facts.denied:
        pattern = gettext("Withdrawn by {withdrawn}; denied by {denied}")
    else:
        pattern = gettext("Withdrawn by {withdrawn}")
    return pattern.format(
        withdrawn=told(_names(facts.withdrawn)),
        taken_back=elements_words(withdrawn),
        denied=told(_names(facts.denied)),
        elements=elements_words(facts.elements),
    )


def _denied(facts: _Facts, told: Listing) -> str:
    earlier = facts.formerly_asserted
    if earlier and facts.elements:
        pattern = gettext("Denied by {denied} as to {elements}; asserted earlier by {claimed}")
    elif earlier:
        pattern = gettext("Denied by {denied}; asserted earlier by {claimed}")
    elif facts.elements:
        pattern = gettext("Denied by {denied} as to {elements}; the reports it answers are not on record here")
    else:
        pattern = gettext("Denied by {denied}; the reports it answers are not on record here")
    return pattern.format(
        denied=told(_names(facts.denied)), elements=elements_words(facts.elements), claimed=told(_names(earlier))
    )


def _reading(read: Mapping[str, Any]) -> str:
    count, latest = read["count"], date_words(read["latest"])
    if not latest:
        return gettext("No denial in the sources read ({count})").format(count=count)
    pattern = ngettext(
        "No denial in the sources read ({count}, of {date})",
        "No denial in the sources read ({count}, the latest of {date})",
        count,
    )
    return pattern.format(count=count, date=latest)


def _searches(facts: _Facts, told: Listing) -> list[str]:
    """A sentence for each actor whose response was looked for, with the latest day of looking."""
    if not facts.searches:
        return [] if facts.declined else [gettext("No response has been looked for")]
    days: dict[str, list[str]] = {}
    for search in facts.searches:
        [name] = _names([search["actor"]])
        days.setdefault(name, []).append(search["searched"])
    return [_searched(told([name]), when_words(as_of(dates))) for name, dates in days.items()]


def _searched(actor: str, when: str) -> str:
    if not when:
        return gettext("A response of {actor} was looked for; none found").format(actor=actor)
    return gettext("A response of {actor} was looked for {when}; none found").format(actor=actor, when=when)
