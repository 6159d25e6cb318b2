"""The workbench: the stock admin, with saves that lose nothing and the door to publication. Registered by import."""

from claims.admin import (
    accounts,
    actors,
    bulk,
    changes,
    claim,
    contradictions,
    events,
    imports,
    keys,
    ledger,
    merges,
    proposals,
    queue,
    reports,
    sources,
    statements,
)

__all__ = [
    "accounts",
    "actors",
    "bulk",
    "changes",
    "claim",
    "contradictions",
    "events",
    "imports",
    "keys",
    "ledger",
    "merges",
    "proposals",
    "queue",
    "reports",
    "sources",
    "statements",
]
