"""A standing in words. Labels name parties, treat them alike, and never count heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from claims.rules.origins import as_of
from claims.rules.standing import Judgement
from claims.vocabulary import Element, StandingValue
from factreg.edtf_dates import show, show_when


def label(
    judgement: Judgement,
    *,
    names: Mapping[str, str],
    sources_read: int,
    latest_source: str | None,
    searched: Sequence[tuple[str, str]] = (),
) -> str:
    """The standing in one line: who claims, denies, contradicts; for a bare assertion also how far the reading went.

    ``names`` gives each party's name by slug. ``sources_read`` counts the published sources on the same topmost event,
    ``latest_source`` is the latest's date (EDTF). ``searched`` holds (actor's name, date) of each response search.

    "Claimed by Armenia; denied by Azerbaijan and Turkey"
    """
    words = _Words(judgement, names)
    sentences = [words.sentence()]
    if judgement.standing == StandingValue.ASSERTED:
        sentences.append(_reading(sources_read, latest_source))
        sentences += _searches(searched, answered=bool(judgement.declined_by))
    sentences += words.further_sentences()
    return sentences[0] if len(sentences) == 1 else " ".join(f"{sentence}." for sentence in sentences)


def brief_label(judgement: Judgement, *, names: Mapping[str, str]) -> str:
    """Who claims, denies and contradicts, and no more: a standing as other claims' documents show it.

    "Claimed by Armenia; denied by Azerbaijan and Turkey"
    """
    return _Words(judgement, names).sentence()


class _Words:
    """What a label says of the parties."""

    def __init__(self, judgement: Judgement, names: Mapping[str, str]) -> None:
        self.judgement = judgement
        self.names = names

    def named(self, parties: Iterable[str]) -> str:
        return _listed([self.names.get(party, party) for party in parties])

    def sentence(self) -> str:
        judgement = self.judgement
        match judgement.standing:
            case StandingValue.DISPUTED:
                return self._disputed()
            case StandingValue.INCONSISTENT:
                accounts = _different_accounts(self.named(judgement.inconsistent), judgement.inconsistent)
                return accounts + ("" if judgement.contradicted_by else _as_to(judgement.elements))
            case StandingValue.ACCEPTED:
                others = [party for party in judgement.asserted_by if party not in judgement.accepted_by]
                also = f"; claimed by {self.named(others)}" if others else ""
                return f"First denied, later asserted by {self.named(judgement.accepted_by)}{also}"
            case StandingValue.WITHDRAWN:
                withdrawn = f"Withdrawn by {self.named(judgement.withdrawn_by)}{_as_to(judgement.withdrawn_elements)}"
                return withdrawn + (f"; {self._denied()}" if judgement.denied_by else "")
            case StandingValue.DENIED:
                return _capital(f"{self._denied()}; {self._what_it_answers()}")
            case StandingValue.ASSERTED:
                return f"Claimed by {self.named(judgement.asserted_by)}"
            case _:
                return "No one on record asserts or denies it"

    def further_sentences(self) -> list[str]:
        judgement = self.judgement
        sentences = []
        if judgement.standing == StandingValue.DISPUTED and judgement.inconsistent:
            sentences.append(_different_accounts(self.named(judgement.inconsistent), judgement.inconsistent))
        if judgement.declined_by:
            sentences.append(f"Neither confirmed nor denied by {self.named(judgement.declined_by)}")
        if judgement.differently_characterised_by:
            sentences.append(f"Characterised differently by {self.named(judgement.differently_characterised_by)}")
        return sentences

    def _disputed(self) -> str:
        judgement = self.judgement
        contradicting = [
            party
            for party in judgement.contradicted_by
            if party not in judgement.opposing and any(other != party for other in judgement.asserted_by)
        ]
        clauses = [f"claimed by {self.named(judgement.asserted_by)}"]
        if judgement.opposing:
            limits = _as_to(judgement.elements) if contradicting else ""
            clauses.append(f"denied by {self.named(judgement.opposing)}{limits}")
        if contradicting:
            claims = "a claim" if len(contradicting) == 1 else "claims"
            clauses.append(f"contradicted by {claims} of {self.named(contradicting)}")
        sentence = "; ".join(clauses)
        if judgement.elements and not contradicting:
            return f"{_capital(_elements(judgement.elements))} disputed: {sentence}"
        return _capital(sentence)

    def _denied(self) -> str:
        return f"denied by {self.named(self.judgement.denied_by)}{_as_to(self.judgement.elements)}"

    def _what_it_answers(self) -> str:
        if self.judgement.formerly_asserted_by:
            return f"asserted earlier by {self.named(self.judgement.formerly_asserted_by)}"
        return "the reports it answers are not on record here"


def _reading(sources_read: int, latest_source: str | None) -> str:
    if not latest_source:
        return f"No denial in the sources read ({sources_read})"
    of = "the latest of" if sources_read > 1 else "of"
    return f"No denial in the sources read ({sources_read}, {of} {show(latest_source)})"


def _searches(searched: Sequence[tuple[str, str]], *, answered: bool) -> list[str]:
    """A sentence for each actor whose response was looked for, with the latest day of looking."""
    if not searched:
        return [] if answered else ["No response has been looked for"]
    days: dict[str, list[str]] = {}
    for name, date in searched:
        days.setdefault(name, []).append(date)
    latest = {name: as_of(dates) for name, dates in days.items()}
    return [f"A response of {name} was looked for{_on(date)}; none found" for name, date in latest.items()]


def _on(date: str | None) -> str:
    return f" {show_when(date)}" if date else ""


def _different_accounts(named: str, parties: Sequence[str]) -> str:
    return f"{named} {'has' if len(parties) == 1 else 'have each'} given different accounts"


def _as_to(elements: Sequence[Element]) -> str:
    return f" as to {_elements(elements)}" if elements else ""


def _elements(elements: Sequence[Element]) -> str:
    return _listed([str(element.label) for element in elements])


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _listed(words: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
