"""The pure judgements: what the record shows of a claim. Plain values in, a value out; no ORM, no clock.

standing (which statements stand, a claim's standing), labels (the standing in words), figures (what can be compared),
folding (lists of disputes), origins (reports and where they come from, as-of dates).
"""

from claims.rules.figures import FigureJudgement, FigureView, Verdict, compare_figures
from claims.rules.folding import FoldFacts, folded_into
from claims.rules.labels import brief_label, label
from claims.rules.origins import Origins, as_of, origins
from claims.rules.standing import Judgement, Rival, judge
from claims.rules.statements import ALL_ELEMENTS, Said, Stands, in_order, standing_assertions, standing_statements

__all__ = [
    "ALL_ELEMENTS",
    "FigureJudgement",
    "FigureView",
    "FoldFacts",
    "Judgement",
    "Origins",
    "Rival",
    "Said",
    "Stands",
    "Verdict",
    "as_of",
    "brief_label",
    "compare_figures",
    "folded_into",
    "in_order",
    "judge",
    "label",
    "origins",
    "standing_assertions",
    "standing_statements",
]
