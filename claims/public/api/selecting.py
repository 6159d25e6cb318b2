"""`fields=`: documents cut down to the fields that are asked for, by the names that the schema gives them.

Without it documents go out as they are stored and are not parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from claims.public.describing import Schema
from claims.public.schemas import components
from claims.public.schemas.names import schema_name
from factreg.parameters import Parameters
from factreg.problems import malformed, nearest

FIELDS = "fields"
# What tells a record from others is always there.
ALWAYS = ("id", "type", "url")
MOST_FIELDS = 200

# What is kept of a value: all of it, or of its parts by name.
Tree = Mapping[str, Any]
WHOLE: Tree = {}


@cache
def field_names(type_: str) -> tuple[str, ...]:
    """All names of a type of documents, those within others dotted: `standing`, `standing.value`."""
    return tuple(dict.fromkeys(_names(components()[schema_name(type_)], "")))


def _names(schema: Schema, above: str) -> Iterator[str]:
    if reference := schema.get("$ref"):
        schema = components()[reference.rpartition("/")[2]]
    for name, below in schema.get("properties", {}).items():
        yield f"{above}{name}"
        yield from _names(below, f"{above}{name}.")
    for inner in (schema.get("items"), *schema.get("anyOf", ())):
        if inner:
            yield from _names(inner, above)


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields that a request asks for."""

    tree: Tree

    @classmethod
    def read(cls, parameters: Parameters, type_: str) -> Selection | None:
        """None where all are; `Problem` 400 for a name that there is not, with the nearest that there is."""
        if FIELDS not in parameters:
            return None
        asked = [name.strip() for value in parameters[FIELDS] for name in value.split(",")]
        known = field_names(type_)
        if len(asked) > MOST_FIELDS:
            raise malformed(FIELDS, f"takes at most {MOST_FIELDS} names.")
        for name in asked:
            if name not in known:
                close = nearest(name, known)
                hint = f"did you mean {close}?" if close else f"known are {', '.join(known)}."
                raise malformed(FIELDS, f"{name[:60]} is no field of a {type_}; {hint}", suggestion=close)
        return cls(_tree([*ALWAYS, *asked]))

    def of(self, document: bytes | str) -> bytes:
        """The document cut down, in the order of its fields."""
        return orjson.dumps(_kept(orjson.loads(document), self.tree))


def _tree(names: list[str]) -> Tree:
    """Shorter names first: who asks for `standing` gets all of it, `standing.value` too or not."""
    tree: dict[str, Any] = {}
    for name in sorted(names, key=lambda one: one.count(".")):
        *above, last = name.split(".")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
            if branch is WHOLE:
                break
        else:
            branch[last] = WHOLE
    return tree


def _kept(value: Any, tree: Tree) -> Any:
    if tree is WHOLE:
        return value
    if isinstance(value, list):
        return [_kept(one, tree) for one in value]
    if isinstance(value, dict):
        return {name: _kept(one, tree[name]) for name, one in value.items() if name in tree}
    return value
