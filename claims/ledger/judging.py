"""From own parts to the rules' plain values: the standing of a claim among its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.ledger.neighbourhood import Neighbourhood
from claims.ledger.own_parts import Own
from claims.rules import (
    FoldFacts,
    Judgement,
    Rival,
    Said,
    Stands,
    as_of,
    brief_label,
    folded_into,
    in_order,
    judge,
    label,
    standing_assertions,
    standing_statements,
)
from claims.vocabulary import ClaimKind, Element, Stance
from factreg.edtf_dates import parse


@dataclass(slots=True)
class Judged:
    """A claim's judgement and what its document shows of it."""

    judgement: Judgement
    ordered: list[Said]
    stands: dict[str, Stands]
    label: str
    brief_label: str
    as_of: str | None


class Bench:
    """Judges the claims of a neighbourhood, each once."""

    def __init__(self, around: Neighbourhood) -> None:
        self.around = around
        self._said: dict[str, list[Said]] = {}
        self._judged: dict[str, Judged] = {}

    def said(self, claim: str) -> list[Said]:
        """The statements on a claim as the rules see them, in document order."""
        if claim not in self._said:
            own = self.around.own("claim", claim)
            self._said[claim] = in_order([self._one(statement) for statement in own["statements"]])
        return self._said[claim]

    def _one(self, statement: Own) -> Said:
        source = self.around.own("source", statement["source"])
        return Said(
            id=str(statement["number"]),
            chain=self.around.chain(statement["actor"]),
            stance=Stance(statement["stance"]),
            elements=frozenset(Element(element) for element in statement["elements"]),
            said=parse(statement["said"]) if statement["said"] else None,
            published=parse(source["published"]) if source["published"] else None,
            recorded=statement["number"],
        )

    def asserted_by(self, claim: str) -> tuple[str, ...]:
        """The parties that assert the whole claim, in document order."""
        return standing_assertions(self.said(claim))

    def rivals(self, claim: str) -> list[Rival]:
        """The public claims that public contradictions join to the claim."""
        return [
            Rival(other, self.asserted_by(other), self.is_of_labels(own))
            for type_, _, own in self.around.pairs(claim)
            if type_ == "contradiction"
            for other in own["claims"]
            if other != claim
        ]

    def is_of_labels(self, pair: Own) -> bool:
        """Whether either claim of a pair is a characterisation, so that it changes no standing."""
        return any(self.around.own("claim", claim)["kind"] == ClaimKind.CHARACTERISATION for claim in pair["claims"])

    def judged(self, claim: str) -> Judged:
        """The claim's judgement, label and as-of date."""
        if claim not in self._judged:
            self._judged[claim] = self._judge(claim)
        return self._judged[claim]

    def _judge(self, claim: str) -> Judged:
        own = self.around.own("claim", claim)
        said = self.said(claim)
        judgement = judge(said, self.rivals(claim))
        read = self.around.sources_read(own["event"])
        searches = own["response_searches"]
        names = self.around.names
        words = label(
            judgement,
            names=names,
            sources_read=read.count,
            latest_source=read.latest,
            searched=[(names[search["actor"]], search["searched"]) for search in searches],
        )
        brief = brief_label(judgement, names=names)
        published = [self.around.own("source", one["source"])["published"] for one in own["statements"]]
        dates = [
            *(statement["said"] for statement in own["statements"]),
            *published,
            *(search["searched"] for search in searches),
            read.latest,
        ]
        return Judged(judgement, said, standing_statements(said), words, brief, as_of(dates))

    def folded_into(self, claim: str) -> str | None:
        """The dispute under which lists tell this claim."""
        facts = self._fold_facts(claim)
        if not facts.disputed:
            return None
        neighbours = [slug for slug in (*facts.rests_on, *facts.rivals) if self.around.public("claim", slug)]
        return folded_into(facts, {slug: self._fold_facts(slug) for slug in neighbours})

    def _fold_facts(self, claim: str) -> FoldFacts:
        known: Any = self.around.known("claim", claim)
        judgement = self.judged(claim).judgement
        return FoldFacts(
            id=claim,
            standing=judgement.standing,
            rests_on=tuple(known.own["rests_on"]),
            rivals=tuple(rival.id for rival in self.rivals(claim) if not rival.characterisation),
            only_through_contradiction=judgement.only_through_contradiction,
            first_published=known.first_published,
        )
