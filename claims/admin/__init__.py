"""The workbench: the stock admin, with saves that lose nothing and the door to publication. Registered by import."""

from claims.admin import (
    actors,
    bulk,
    changes,
    claim,
    contradictions,
    events,
    imports,
    ledger,
    merges,
    proposals,
    queue,
    sources,
    statements,
)

__all__ = [
    "actors",
    "bulk",
    "changes",
    "claim",
    "contradictions",
    "events",
    "imports",
    "ledger",
    "merges",
    "proposals",
    "queue",
    "sources",
    "statements",
]
