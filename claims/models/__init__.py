"""The editorial models: what fact-checkers annotate. They may be incomplete and wrong; nobody outside sees them."""

from claims.models.actor import Actor, ActorAlias
from claims.models.anchor import Anchor
from claims.models.claim import Claim, ClaimAbout, ClaimRest, Figure
from claims.models.contradiction import Contradiction, CounterAccusation, DifferentPair, RejectedPair
from claims.models.event import Event, Place, PlaceName
from claims.models.imports import ColumnMap, Import, ImportedRecord, ImportState, Label, LabelledRecord
from claims.models.merge import Merge
from claims.models.proposal import Proposal
from claims.models.review import Comment, Review, SavedView
from claims.models.statement import Assessment, Denial, ResponseSearch, Statement
from claims.models.takedown import LegalHold, Takedown, TakedownKind, TakedownState
from claims.models.work import WorkItem

__all__ = [
    "Actor",
    "ActorAlias",
    "Anchor",
    "Assessment",
    "Claim",
    "ClaimAbout",
    "ClaimRest",
    "ColumnMap",
    "Comment",
    "Contradiction",
    "CounterAccusation",
    "Denial",
    "DifferentPair",
    "Event",
    "Figure",
    "Import",
    "ImportState",
    "ImportedRecord",
    "Label",
    "LabelledRecord",
    "LegalHold",
    "Merge",
    "Place",
    "PlaceName",
    "Proposal",
    "RejectedPair",
    "ResponseSearch",
    "Review",
    "SavedView",
    "Statement",
    "Takedown",
    "TakedownKind",
    "TakedownState",
    "WorkItem",
]
