"""Every field of every document and every column of every table, made for pages from what the API is made of.

Meanings come from the schemas (whose own come from the models' help texts), examples from `examples.json`, which a test
makes of the demo.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from claims.public.columns import COLUMNS
from claims.public.describing import FIRST_VERSION, SINCE, Schema
from claims.public.pages.information import VOCABULARIES
from claims.public.resources import RESOURCES
from claims.public.schemas import components

EXAMPLES = Path(__file__).parent / "examples.json"
CHANGES = "/api/v1/changes/"
_LONGEST_EXAMPLE = 160


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a field may hold, and what it means where that is not said elsewhere."""

    word: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field or column. `path` leads to it from its document: `about[].id`."""

    path: str
    anchor: str
    kind: str
    meaning: str
    words: tuple[Word, ...] = ()
    shape: str = ""  # the shape whose fields it has
    since: str = FIRST_VERSION
    example: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A document, a part of one, or a table."""

    name: str
    anchor: str
    meaning: str
    fields: tuple[Field, ...]
    addresses: tuple[str, ...] = ()


@cache
def documents() -> tuple[Shape, ...]:
    """What has addresses of its own first, then what stands within."""
    shapes = {name: _shape(name, schema) for name, schema in components().items()}
    shown = [shape for shape in shapes.values() if shape.addresses]
    for shape in shown:
        within = dict.fromkeys(field.shape for field in shape.fields if field.shape)
        shown += [shapes[name] for name in within if shapes[name] not in shown]
    lists = [*(f"/api/v1/{name}/" for name in RESOURCES), CHANGES]
    return tuple(sorted(shown, key=lambda shape: min(map(lists.index, shape.addresses), default=len(lists))))


@cache
def tables() -> tuple[Shape, ...]:
    """The tables by type of record, each with the files that have these columns."""
    return tuple(_table(type_) for type_ in COLUMNS)


def _table(type_: str) -> Shape:
    files = tuple(f"/api/v1/{resource.name}.csv" for resource in RESOURCES.values() if resource.type == type_)
    name = files[0].rpartition("/")[2]
    columns = tuple(
        Field(
            path=column.name,
            anchor=f"{name}-{column.name}",
            kind="text",
            meaning=column.help,
            example=_example(name, column.name),
        )
        for column in COLUMNS[type_]
    )
    return Shape(name, name, f"One row of each {type_.replace('-', ' ')}.", columns, files)


def _shape(name: str, schema: Schema) -> Shape:
    fields = tuple(_fields(name, schema, ()))
    return Shape(name, name.lower(), schema["description"], fields, _addresses(name))


def _addresses(name: str) -> tuple[str, ...]:
    if name == "Changes":
        return (CHANGES,)
    named = (resource for resource in RESOURCES.values() if resource.type.title().replace("-", "") == name)
    return tuple(f"/api/v1/{resource.name}/" for resource in named)


def _fields(shape: str, schema: Schema, within: Sequence[str]) -> Iterator[Field]:
    """The fields of an object, each followed by those of the objects that stand in it."""
    for name, field in schema.get("properties", {}).items():
        path = ".".join((*within, name))
        inner, is_list = _inner(field)
        meaning, words = _told(field, inner)
        yield Field(
            path=path,
            anchor=f"{shape}.{path}".replace("[]", "").lower(),
            kind=_kind(field),
            meaning=meaning,
            words=words,
            shape=_named(inner),
            since=field.get(SINCE, FIRST_VERSION),
            example=_example(shape, path),
        )
        yield from _fields(shape, inner, (*within, f"{name}[]" if is_list else name))


def _inner(field: Schema) -> tuple[Schema, bool]:
    """What a field holds, whether in a list or not, apart from null."""
    if field.get("type") == "array":
        return field["items"], True
    held = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
    return (held[0], False) if len(held) == 1 else (field, False)


def _named(inner: Schema) -> str:
    return str(inner.get("$ref", "")).rpartition("/")[2]


def _told(field: Schema, inner: Schema) -> tuple[str, tuple[Word, ...]]:
    """The meaning, and the words with their definitions, which a schema lists in its description."""
    description = field.get("description") or inner.get("description") or ""
    named = _named(inner)
    if not description and named:
        description = components()[named]["description"]
    meaning, _, listed = description.partition("\n\n")
    if listed:
        pairs = (line.removeprefix("* `").partition("`: ") for line in listed.splitlines())
        return meaning, tuple(Word(word, definition) for word, _, definition in pairs)
    return meaning, _defined([word for word in inner.get("enum", ()) if word is not None])


def _defined(words: Sequence[str]) -> tuple[Word, ...]:
    """The words with their definitions, if they are those of a vocabulary of the method page."""
    known = (choices for _, _, _, choices in VOCABULARIES if list(choices.values) == list(words))
    choices = next(known, None)
    return tuple(Word(word, str(choices(word).definition) if choices else "") for word in words)


def _kind(field: Schema) -> str:
    """The type in words: string, list of string, object or null."""
    if "const" in field:
        return f"always {json.dumps(field['const'])}"
    if "$ref" in field:
        return _named(field)
    if "anyOf" in field:
        kinds = [_kind(one) for one in field["anyOf"]]
        many = [kind for kind in kinds if kind != "null"]
        return " or ".join(kinds if len(many) == 1 else ["a document", *(kind for kind in kinds if kind == "null")])
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    types = field.get("type", "object")
    names = [types] if isinstance(types, str) else list(types)
    if names[0] == "string" and "format" in field:
        names[0] = {"date-time": "time", "uuid": "UUID"}.get(field["format"], field["format"])
    return " or ".join(names)


@cache
def _examples() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found


def _example(shape: str, path: str) -> str:
    """What the field held in a document, in JSON; of long ones the beginning."""
    known = _examples().get(shape, {})
    if path not in known:
        return ""
    text = json.dumps(known[path], ensure_ascii=False)
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[:_LONGEST_EXAMPLE]} …"
