"""How the components of the schema are called."""

from __future__ import annotations


def schema_name(type_: str) -> str:
    """The component of a type of documents: `counter-accusation` is CounterAccusation."""
    return type_.title().replace("-", "")
