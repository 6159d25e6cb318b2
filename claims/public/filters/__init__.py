"""The filters of every public list, shared by pages, API and exports.

What the kinds of filters do is in factreg/filters.py; what lies below a name, in hierarchy.py.
"""

from claims.public.filters.claims import ClaimFilters, DisputeFilters
from claims.public.filters.records import (
    ActorFilters,
    ContradictionFilters,
    CounterAccusationFilters,
    EventFilters,
    PublisherFilters,
    SourceFilters,
)
from claims.public.filters.statements import AssessmentFilters, DenialFilters, StatementFilters

__all__ = [
    "ActorFilters",
    "AssessmentFilters",
    "ClaimFilters",
    "ContradictionFilters",
    "CounterAccusationFilters",
    "DenialFilters",
    "DisputeFilters",
    "EventFilters",
    "PublisherFilters",
    "SourceFilters",
    "StatementFilters",
]
