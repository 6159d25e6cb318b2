"""Artificial pairs of claims (the two proposal_pairs files) as the rules see them, and how well the rules judge them.

`python -m tests.claims.proposal_pairs` prints precision and recall, and each pair that is judged otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from claims.rules.figures import FigureView
from claims.rules.proposals import propose
from claims.rules.views import ClaimView, Found
from claims.rules.wording import Known, known, read
from claims.vocabulary import Basis, ClaimKind, Measure, Population, ProposalType, Quantifier
from factreg.edtf_dates import parse


@dataclass(frozen=True)
class Floor:
    """What the rules have reached on a file, and may not fall below."""

    certain_recall: float
    precision: float
    recall: float


FILES = {
    "proposal_pairs.yaml": Floor(certain_recall=0.98, precision=1.0, recall=1.0),
    "proposal_pairs_held_out.yaml": Floor(certain_recall=0.94, precision=1.0, recall=0.9),
}
NOTHING = "nothing"
_WORDS = {ProposalType.CONTRADICTION: "contradiction", ProposalType.COUNTER_ACCUSATION: "accusation"}


@dataclass(frozen=True)
class Pair:
    """Two claims and the answer that an editor would give."""

    name: str
    answer: str
    a: ClaimView
    b: ClaimView

    @property
    def type(self) -> str:
        return self.answer.removeprefix("perhaps-")


@dataclass(frozen=True)
class Score:
    """How many proposals there were, how many of them were right, how many there should have been."""

    proposed: int
    right: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f} ({self.right} of {self.proposed}), "
            f"recall {self.recall:.3f} ({self.right} of {self.wanted})"
        )


@cache
def pairs(file: str) -> tuple[Pair, ...]:
    document = yaml.load((Path(__file__).parent / file).read_text(), Loader=yaml.BaseLoader)
    names = known(document["names"], document["places"])
    return tuple(_pair(number, row, names) for number, row in enumerate(document["pairs"], 1))


def answer_of(found: Found | None) -> str:
    if found is None:
        return NOTHING
    return ("" if found.certain else "perhaps-") + _WORDS[found.type]


def score(judged: list[tuple[Pair, str]], *, certain: bool) -> Score:
    """Of certain proposals alone, where the answer has to be certain too; or of all, whoever has to decide."""
    if certain:
        proposed = [(pair, answer) for pair, answer in judged if answer in _WORDS.values()]
        right = [pair for pair, answer in proposed if pair.answer == answer]
        wanted = [pair for pair, _ in judged if pair.answer in _WORDS.values()]
    else:
        proposed = [(pair, answer) for pair, answer in judged if answer != NOTHING]
        right = [pair for pair, answer in proposed if pair.type == answer.removeprefix("perhaps-")]
        wanted = [pair for pair, _ in judged if pair.answer != NOTHING]
    return Score(len(proposed), len(right), len(wanted))


def judge(file: str) -> list[tuple[Pair, str]]:
    return [(pair, answer_of(propose(pair.a, pair.b))) for pair in pairs(file)]


def _pair(number: int, row: Mapping[str, Any], names: Known) -> Pair:
    a, b = ({**row["both"], **row[side], "figure": _merged(row, side)} for side in "ab")
    return Pair(f"{number}: {a['text']} / {b['text']}", row["is"], _view("a", a, names), _view("b", b, names))


def _merged(row: Mapping[str, Any], side: str) -> Mapping[str, Any]:
    return {**row["both"].get("figure", {}), **row[side].get("figure", {})}


def _view(slug: str, row: Mapping[str, Any], names: Known) -> ClaimView:
    path = row.get("event", "war/toll").split("/")
    parties = {role: frozenset(filter(None, row.get(role, "").split())) for role in ("agent", "affected", "by")}
    return ClaimView(
        slug=slug,
        wording=read(row["text"], row.get("language", "en"), names),
        kind=ClaimKind(row["kind"]),
        events=tuple("/".join(path[:length]) for length in range(len(path), 0, -1)),
        occurred=parse(row["occurred"]) if "occurred" in row else None,
        agents=parties["agent"],
        affected=parties["affected"],
        asserted_by=parties["by"],
        figure=_figure(row["figure"], "/".join(path), parties["by"]) if row["figure"] else None,
    )


def _figure(row: Mapping[str, str], event: str, parties: frozenset[str]) -> FigureView:
    low, high = (int(row[bound]) if bound in row else None for bound in ("low", "high"))
    return FigureView(
        measure=Measure(row["measure"]),
        population=Population(row.get("population", "unspecified")),
        side=row.get("side"),
        area=row.get("area"),
        low=low,
        high=high,
        quantifier=Quantifier(row.get("quantifier", "exactly")),
        basis=Basis(row.get("basis", "unstated")),
        counted_from=row.get("counted_from"),
        as_of=row.get("as_of"),
        event=event,
        parties=parties,
    )


def report(file: str) -> Iterator[str]:
    judged = judge(file)
    yield f"{file}: {len(judged)} pairs"
    yield f"  certain: {score(judged, certain=True)}"
    yield f"  all:     {score(judged, certain=False)}"
    for pair, answer in judged:
        if answer != pair.answer:
            yield f"  {pair.name}\n    is {pair.answer}, judged {answer}"


if __name__ == "__main__":
    for name in sys.argv[1:] or FILES:
        sys.stdout.writelines(f"{line}\n" for line in report(name))
